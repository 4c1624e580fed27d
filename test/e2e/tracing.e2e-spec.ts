import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeApi } from '../support/fake-api.js';
import { eventually } from '../support/eventually.js';
import { behaviours, ScriptedModel } from '../support/scripted-model.js';
import { Suite } from '../support/suite.js';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

interface Export {
  resourceSpans: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: Span[] }[];
  }[];
}

/** A span, and the service it was made by. */
type ServiceSpan = Span & { service: string };

const spansOf = (body: string): ServiceSpan[] =>
  (JSON.parse(body) as Export).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name');
    const spans = scopeSpans.flatMap((scope) => scope.spans);
    return spans.map((span) => ({ ...span, service: service?.value.stringValue ?? '' }));
  });

describe('the trace of a message', () => {
  let collector: FakeApi;
  let model: ScriptedModel;
  let suite: Suite;
  let trace: ServiceSpan[];
  const spans = (): ServiceSpan[] => collector.requests.flatMap(({ body }) => spansOf(body));

  beforeAll(async () => {
    collector = await FakeApi.listen();
    model = await ScriptedModel.listen();
    model.script = [behaviours.says('On Saturdays, yes.\nCONFIDENCE: 0.9')];
    suite = await Suite.start({
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, LOG_LEVEL: 'debug' },
      ...{ LLM_PROVIDER: 'openai-compatible', LLM_BASE_URL: model.baseUrl, LLM_MODEL: 'small' },
    });
    const { messageId } = await suite.post('Are you open on Saturdays?', { from: 'asha' });
    await eventually('an answer', () => suite.receiver.answersTo(messageId)[0]);
    trace = await eventually('all of the trace', () => {
      const sent = spans().find(({ name }) => name === 'send');
      const all = spans().filter(({ traceId }) => traceId === sent?.traceId);
      const ends = ['gateway POST /v1/webhooks/:channelId', 'agent-worker job'];
      const seen = new Set(all.map(({ service, name }) => `${service} ${name}`));
      return [...ends, 'catalog-service catalog search'].every((end) => seen.has(end)) && all;
    });
  }, 90_000);
  afterAll(async () => {
    await suite?.[Symbol.asyncDispose]();
    await model?.[Symbol.asyncDispose]();
    await collector?.[Symbol.asyncDispose]();
  });

  const one = (name: string): ServiceSpan => {
    const found = trace.find((span) => span.name === name);
    if (found === undefined) throw new Error(`No ${name} in ${trace.map((s) => s.name).join()}`);
    return found;
  };
  /** From the outermost step to this one. */
  const way = (name: string): string[] => {
    const names: string[] = [];
    let span: ServiceSpan | undefined = one(name);
    while (span !== undefined) {
      names.unshift(span.name);
      const parent: string | undefined = span.parentSpanId;
      span = trace.find(({ spanId }) => spanId === parent);
    }
    return names;
  };
  const job = ['POST /v1/webhooks/:channelId', 'wake up', 'job', 'turn'];

  it('leads from the webhook to the provider through every step', () => {
    expect(way('admit')).toEqual(['POST /v1/webhooks/:channelId', 'admit']);
    expect(way('lease')).toEqual([...job, 'lease']);
    expect(way('begin')).toEqual([...job, 'begin']);
    expect(way('piece finding')).toEqual([...job, 'context findings', 'piece finding']);
    expect(way('piece recent')).toEqual([...job, 'context prompt', 'piece recent']);
    expect(way('model call')).toEqual([...job, 'model call']);
    expect(way('commit')).toEqual([...job, 'commit']);
    expect(way('send')).toEqual([...job, 'deliver', 'send']);
  });

  it('crosses the services, down to their statements', () => {
    expect(one('admit').service).toBe('gateway');
    expect(one('turn').service).toBe('agent-worker');
    const searches = trace.filter(({ name }) => name === 'catalog search');
    expect(searches.map(({ service }) => service).sort()).toEqual([
      'agent-worker',
      'catalog-service',
    ]);
    const statementsIn = (name: string): Span[] =>
      trace.filter(({ parentSpanId, attributes }) => {
        const isStatement = attributes.some(({ key }) => key === 'db.query.text');
        return isStatement && parentSpanId === one(name).spanId;
      });
    expect(statementsIn('admit')).toHaveLength(1);
    expect(statementsIn('commit')).toHaveLength(1);
  });

  it('says whose it is, and not what was written', () => {
    const { tenantId } = suite.demo;
    const attributes = one('turn').attributes.map(({ key, value }) => [key, value.stringValue]);
    expect(Object.fromEntries(attributes)).toMatchObject({ 'tulia.tenantId': tenantId });
    expect(JSON.stringify(trace)).not.toContain('Saturdays');
  });

  it('is the one that the latencies of the message name, to who asks in OpenMetrics', async () => {
    const { traceId } = one('job');
    const figuresOf = async (service: string): Promise<string> => {
      const [{ url } = { url: '' }] = suite.of(service);
      const accept = 'application/openmetrics-text;version=1.0.0,text/plain;q=0.5';
      const response = await fetch(`${url}/metrics`, { headers: { accept } });
      expect(response.headers.get('content-type')).toMatch(/^application\/openmetrics-text/);
      return response.text();
    };
    const named = (text: string): string[] =>
      [...text.matchAll(new RegExp(`^tulia_(\\w+)_bucket.* # {trace_id="${traceId}"}`, 'gm'))]
        .map(([, name = '']) => name)
        .sort();
    expect(named(await figuresOf('gateway'))).toContain('webhook_ack_seconds');
    expect(named(await figuresOf('agent-worker'))).toEqual(
      expect.arrayContaining(['lock_hold_seconds', 'reply_latency_seconds', 'turn_seconds']),
    );
  });

  it('is the one its log lines name', () => {
    const { traceId } = one('job');
    const worker = suite.of('agent-worker').flatMap(({ lines }) => lines);
    expect(worker.filter((line) => line.includes(traceId)).length).toBeGreaterThan(0);
  });
});
