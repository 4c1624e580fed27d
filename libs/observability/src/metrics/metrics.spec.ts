import { describe, expect, it } from '@jest/globals';
import { trace, TraceFlags } from '@opentelemetry/api';
import { runInContext } from '../tracing/work-context.js';
import { Metrics } from './metrics.js';

/** The lines of one figure. */
const linesOf = async (metrics: Metrics, name: string): Promise<string[]> =>
  (await metrics.text()).split('\n').filter((line) => line.startsWith(`tulia_${name}`));

describe('the figures of an application', () => {
  it('are its own, though another has the same in this process', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.counter('calls_total', 'Calls.').inc();
    other.counter('calls_total', 'Calls.');
    expect(await linesOf(one, 'calls_total')).toEqual(['tulia_calls_total 1']);
    expect(await linesOf(other, 'calls_total')).toEqual(['tulia_calls_total 0']);
  });

  it('are made once: a second feature with the same name is a mistake', () => {
    const metrics = new Metrics();
    metrics.counter('calls_total', 'Calls.');
    expect(() => metrics.counter('calls_total', 'Other calls.')).toThrow(/already been registered/);
  });

  it('include the process’s', async () => {
    expect(await linesOf(new Metrics(), 'process_resident_memory_bytes')).toHaveLength(1);
  });

  it('look gauges up, and leave out what is not known now', async () => {
    const metrics = new Metrics();
    let depth: number | undefined = 3;
    metrics.gauge('depth', 'Depth.', [], () =>
      depth === undefined ? [] : [{ labels: {}, value: depth }],
    );
    expect(await linesOf(metrics, 'depth')).toEqual(['tulia_depth 3']);
    depth = undefined;
    expect(await linesOf(metrics, 'depth')).toEqual([]);
    expect(await metrics.text()).toContain('# TYPE tulia_depth gauge');
  });

  it('tell counters that are kept elsewhere as they stand, however often they are asked', async () => {
    const metrics = new Metrics();
    let sent = 2;
    metrics.total('sent_total', 'Sent.', ['way'], () => [{ labels: { way: 'sms' }, value: sent }]);
    expect(await linesOf(metrics, 'sent_total')).toEqual(['tulia_sent_total{way="sms"} 2']);
    sent = 5;
    expect(await linesOf(metrics, 'sent_total')).toEqual(['tulia_sent_total{way="sms"} 5']);
    expect(await metrics.text()).toContain('# TYPE tulia_sent_total counter');
  });

  it('forget a gauge’s labels that are no longer there', async () => {
    const metrics = new Metrics();
    let queues = ['a', 'b'];
    metrics.gauge('jobs', 'Jobs.', ['queue'], () =>
      queues.map((queue) => ({ labels: { queue }, value: 1 })),
    );
    expect(await linesOf(metrics, 'jobs')).toHaveLength(2);
    queues = ['b'];
    expect(await linesOf(metrics, 'jobs')).toEqual(['tulia_jobs{queue="b"} 1']);
  });

  it('are the same as OpenMetrics, which renames no counter for who asks next', async () => {
    const metrics = new Metrics();
    metrics.counter('calls_total', 'Calls.').inc();
    const depth = [{ labels: {}, value: 3 }];
    metrics.gauge('depth', 'Depth.', [], () => depth);
    const open = await metrics.openMetrics();
    expect(open).toContain('# TYPE tulia_calls counter\ntulia_calls_total 1\n');
    expect(open).toContain('\ntulia_depth 3\n');
    expect(open.endsWith('\n# EOF\n')).toBe(true);
    expect(await linesOf(metrics, 'depth')).toEqual(['tulia_depth 3']);
    expect(await linesOf(metrics, 'calls_total')).toEqual(['tulia_calls_total 1']);
  });
});

describe('a latency', () => {
  const traceId = 'a'.repeat(32);
  const exemplars = async (metrics: Metrics): Promise<string[]> =>
    (await metrics.openMetrics()).split('\n').filter((line) => line.includes(' # {'));

  it('names the trace it is of, in the bucket it falls into', async () => {
    const metrics = new Metrics();
    metrics
      .latency('turn_seconds', 'Turns.', [1, 5], ['outcome'])
      .observe(2, { outcome: 'ok' }, traceId);
    expect(await exemplars(metrics)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^tulia_turn_seconds_bucket{le="5",outcome="ok"} 1 # {trace_id="${traceId}"} 2 `,
        ),
      ),
    ]);
    expect(await metrics.text()).not.toContain(traceId);
  });

  it('names the trace under way when it is sent, and none that is not', async () => {
    for (const [traceFlags, named] of [
      [TraceFlags.SAMPLED, 1],
      [TraceFlags.NONE, 0],
    ] as const) {
      const metrics = new Metrics();
      const latency = metrics.latency('turn_seconds', 'Turns.', [1, 5]);
      const span = trace.wrapSpanContext({ traceId, spanId: 'b'.repeat(16), traceFlags });
      runInContext({ span }, () => latency.observe(2));
      expect(await exemplars(metrics)).toHaveLength(named);
    }
  });

  it('names none where no spans are recorded', async () => {
    const metrics = new Metrics();
    const latency = metrics.latency('turn_seconds', 'Turns.', [1, 5]);
    runInContext({}, () => latency.observe(2));
    expect(await exemplars(metrics)).toEqual([]);
  });
});
