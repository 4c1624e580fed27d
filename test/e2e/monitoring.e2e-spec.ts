import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { debianProgram } from '#local-servers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dashboards } from '../../apps/cli/src/monitoring/dashboards.js';
import { alertingRules, recordingRules } from '../../apps/cli/src/monitoring/rules.js';
import { eventually } from '../support/eventually.js';
import { FakeApi } from '../support/fake-api.js';
import { Prometheus } from '../support/prometheus.js';
import { Suite } from '../support/suite.js';

/** Debian's package, which brings promtool along. */
const program = await debianProgram('prometheus');

const rules = resolve('docker', 'prometheus', 'rules.yaml');
const run = promisify(execFile);

/** Grafana fills it in; a few scrapes. */
const expressionOf = (expr: string): string => expr.replaceAll('$__rate_interval', '10s');

const panels = dashboards.flatMap(({ title, panels: own }) =>
  own.flatMap((panel) =>
    panel.queries.map(
      (query) => [`${title}: ${panel.title}, ${query.legend}`, query.expr] as const,
    ),
  ),
);

/** Made of what never happens in a healthy suite. */
const empty = /tulia_query_budget_exceeded_total/;

const proofs = (prometheusProgram: string): void => {
  let suite: Suite;
  let prometheus: Prometheus;
  let collector: FakeApi;

  beforeAll(async () => {
    collector = await FakeApi.listen();
    const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    suite = await Suite.start({ TURN_WINDOW_MS: '100', ...traced });
    const targets = suite.services.map(({ url }) => new URL(url).host);
    prometheus = await Prometheus.start(prometheusProgram, targets, rules);
    const scraped = async (times: number): Promise<boolean> => {
      const scrapes = await prometheus.query('min(count_over_time(up[1m]))');
      return Number(scrapes[0]?.value[1] ?? 0) >= times;
    };
    await eventually('first figures', () => scraped(2), 20_000);
    for (const from of ['a', 'b', 'c']) {
      const { messageId } = await suite.post('Are you open on Saturdays?', { from });
      await eventually('an answer', () => suite.receiver.answersTo(messageId)[0]);
    }
    await eventually('figures of the answers', () => scraped(8), 30_000);
  }, 120_000);
  afterAll(async () => {
    await prometheus?.[Symbol.asyncDispose]();
    await suite?.[Symbol.asyncDispose]();
    await collector?.[Symbol.asyncDispose]();
  });

  it('keeps the traces that latencies name', async () => {
    const traces = await prometheus.exemplars('tulia_turn_seconds_bucket');
    expect(traces).toContainEqual(expect.stringMatching(/^[0-9a-f]{32}$/));
  });

  it('is understood: rules, and what each alert is about', async () => {
    const promtool = join(prometheusProgram, '..', 'promtool');
    await run(promtool, ['check', 'config', resolve('docker', 'prometheus', 'prometheus.yml')]);
    const tested = resolve('test', 'monitoring', 'rules.test.yaml');
    await run(promtool, ['test', 'rules', tested]);
    const names = new Set(readFileSync(tested, 'utf8').match(/(?<=alertname: )\w+/g));
    expect([...names].sort()).toEqual(alertingRules.map(({ alert }) => alert).sort());
  });

  it.each(panels)('shows something of a running suite: %s', async (_, expr) => {
    const result = await prometheus.query(expressionOf(expr));
    if (!empty.test(expr)) expect(result.length).toBeGreaterThan(0);
  });

  it.each(recordingRules.map(({ record, expr }) => [record, expr] as const))(
    'is recorded: %s',
    async (record, expr) => {
      expect((await prometheus.query(expr)).length).toBeGreaterThan(0);
      expect((await prometheus.query(record)).length).toBeGreaterThan(0);
    },
  );

  it.each(alertingRules.map(({ alert, expr }) => [alert, expr] as const))(
    'says nothing of a healthy suite: %s',
    async (_, expr) => {
      expect(await prometheus.query(expr)).toEqual([]);
    },
  );
};

describe('what operators watch, asked of a real Prometheus', () => {
  if (program === undefined) {
    console.warn('NOT TESTED with Prometheus: `apt-get install prometheus` is not possible here.');
    it('is not tested, for Prometheus is missing', () => expect(program).toBeUndefined());
  } else proofs(program);
});
