import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { inSpan, openSpan, recordSpan, recordSpansWith } from './spans.js';
import { addLogFields, currentTraceId, currentTraceparent } from './work-context.js';

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('spans', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  let restore: () => void;
  beforeEach(() => {
    restore = recordSpansWith(provider.getTracer('test'));
  });
  afterEach(() => {
    restore();
    exporter.reset();
  });
  const spans = (): ReadableSpan[] => exporter.getFinishedSpans();
  const named = (name: string): ReadableSpan | undefined => spans().find((s) => s.name === name);

  it('are steps of one another, below whoever asked for the work', async () => {
    await inSpan('job', { traceparent: caller, kind: 'consumer' }, async () => {
      await inSpan('turn', {}, () => Promise.resolve());
    });
    const [turn, job] = [named('turn'), named('job')];
    expect(job?.kind).toBe(SpanKind.CONSUMER);
    expect(job?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
    expect(turn?.parentSpanContext?.spanId).toBe(job?.spanContext().spanId);
    expect(turn?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('begin a trace where nobody asked, which log lines and calls carry on', async () => {
    const seen = await inSpan('sweep', {}, () => [currentTraceId(), currentTraceparent()]);
    const { traceId, spanId } = named('sweep')?.spanContext() ?? { traceId: '', spanId: '' };
    expect(seen).toEqual([traceId, `00-${traceId}-${spanId}-01`]);
    expect(named('sweep')?.parentSpanContext).toBeUndefined();
  });

  it('carry the fields of the log', async () => {
    await inSpan('turn', { fields: { tenantId: 't' } }, () => addLogFields({ messageId: 'm' }));
    expect(named('turn')?.attributes).toEqual({ 'tulia.tenantId': 't', 'tulia.messageId': 'm' });
  });

  it('tell of a failure what kind it was, not what it said', async () => {
    const failing = inSpan('commit', {}, () => Promise.reject(new TypeError('hello@asha.example')));
    await expect(failing).rejects.toThrow(TypeError);
    expect(named('commit')?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(named('commit')?.attributes).toEqual({ 'error.type': 'TypeError' });
    expect(named('commit')?.events).toEqual([]);
  });

  it('may be told afterwards, of the work under way only', async () => {
    recordSpan('SELECT', {}, 12);
    await inSpan('turn', {}, () => recordSpan('SELECT', { kind: 'client' }, 12));
    const statements = spans().filter(({ name }) => name === 'SELECT');
    expect(statements).toHaveLength(1);
    const [[seconds, nanoseconds] = [0, 0]] = statements.map(({ duration }) => duration);
    expect(Math.round(seconds * 1e3 + nanoseconds / 1e6)).toBe(12);
  });

  it('are not made where nothing records them; the trace goes on all the same', () => {
    restore();
    restore = recordSpansWith(undefined);
    const span = openSpan('job', { traceparent: caller });
    expect(span.run(currentTraceparent)).toBe(caller);
    span.end();
    expect(spans()).toEqual([]);
  });
});
