import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Figures } from '../support/figures.js';
import { Suite } from '../support/suite.js';

interface Documented {
  name: string;
  labels: string[];
  type: string;
  services: string[];
  help: string;
}

const row = /^\| `([a-z0-9_]+)(?:\{(.+)\})?` \| (\w+) \| (.+) \| (.+) \|$/gm;

/** The table in the README of libs/observability. */
const documented = (): Documented[] => {
  const file = new URL('../../libs/observability/README.md', import.meta.url);
  return [...readFileSync(file, 'utf8').matchAll(row)].map(
    ([, name = '', labels = '', type = '', services = '', help = '']) => ({
      name,
      labels: labels === '' ? [] : labels.split(',').sort(),
      type,
      services: services.split(', ').sort(),
      help,
    }),
  );
};

/** prom-client's own, about the process. */
const ofProcess = /^tulia_(process|nodejs)_/;

describe('the figures of the running suite', () => {
  let suite: Suite;

  beforeAll(async () => {
    suite = await Suite.start({ TURN_WINDOW_MS: '100' });
  }, 60_000);
  afterAll(async () => suite?.[Symbol.asyncDispose]());

  const figures = async (): Promise<Map<string, Figures>> =>
    new Map(
      await Promise.all(
        suite.services.map(async ({ name, url }) => [name, await Figures.of(url)] as const),
      ),
    );
  const of = async (service: string): Promise<Figures> => {
    const found = (await figures()).get(service);
    if (found === undefined) throw new Error(`no ${service} runs`);
    return found;
  };

  it('tell of four messages, one of them delivered twice, from webhook to reply', async () => {
    const question = 'How long is the guarantee on the battery?';
    const senders = ['a', 'b', 'c', 'd'];
    for (const from of senders) {
      const { messageId } = await suite.post(question, { from });
      await eventually('the answer', () => suite.receiver.answersTo(messageId)[0]);
    }
    await suite.post(question, { from: 'a', messageId: 'm1' });

    const gateway = await eventually('five webhooks', async () => {
      const now = await of('gateway');
      return now.sum('webhook_requests_total') === 5 ? now : undefined;
    });
    expect(gateway.sum('webhook_requests_total', { channel: 'webhook', status: '202' })).toBe(5);
    expect(gateway.sum('webhook_ack_seconds_count')).toBe(5);
    expect(gateway.sum('dedup_total', { result: 'first' })).toBe(4);
    expect(gateway.sum('dedup_total', { result: 'duplicate' })).toBe(1);

    const worker = await eventually('four replies', async () => {
      const now = await of('agent-worker');
      return now.sum('reply_latency_seconds_count') === 4 ? now : undefined;
    });
    expect(worker.sum('turn_seconds_count', { outcome: 'answered' })).toBe(4);
    expect(worker.sum('turn_seconds_count')).toBe(4);
    expect(worker.sum('reply_latency_seconds_sum')).toBeGreaterThan(4 * 0.1);
    expect(worker.sum('reply_latency_seconds_sum')).toBeLessThan(4 * 3);

    const catalog = await of('catalog-service');
    const query = { family: 'query' };
    expect(catalog.sum('cache_requests_total', { ...query, result: 'miss' })).toBe(1);
    expect(catalog.sum('cache_requests_total', { ...query, tier: 'l1', result: 'hit' })).toBe(3);
    expect(catalog.sum('cache_load_seconds_count', query)).toBe(1);
    expect(catalog.sum('cache_entries', { ...query, tier: 'l1' })).toBe(1);
    expect(catalog.sum('cache_memory_bytes', { tier: 'l1' })).toBeGreaterThan(100);
    expect(catalog.find('cache_breaker_open', { tier: 'l2' })).toMatchObject([{ value: 0 }]);
    // Each turn needed its begin and its commit, and the first one the search as well.
    expect(worker.sum('turn_sql_statements_sum')).toBeGreaterThan(4 * 2);
  }, 60_000);

  it('tell of a change of the catalog', async () => {
    const { items } = await suite.get<{ items: { id: string }[] }>('/v1/products?limit=1');
    const takenBack = async (): Promise<number[]> => {
      const catalog = await of('catalog-service');
      return ['products', 'product_lists', 'query'].map((family) =>
        catalog.sum('cache_invalidations_total', { family, reason: 'changed' }),
      );
    };
    const [products = 0, lists = 0, rankings = 0] = await takenBack();
    await fetch(`${suite.gatewayUrl}/v1/products/${items[0]?.id}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${suite.demo.ownerKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ stock: 3 }),
    });
    // How many are in stock makes no difference to what a question finds.
    expect(await takenBack()).toEqual([products + 1, lists + 1, rankings]);
  });

  it('tell what handlers with a query budget took, and of those over it', async () => {
    await suite.get('/v1/conversations');
    const gateway = await of('gateway');
    const labels = { handler: 'ConversationsController.list' };
    expect(gateway.sum('query_budget_statements_count', labels)).toBe(1);
    expect(gateway.sum('query_budget_statements_sum', labels)).toBe(2);
    expect(gateway.sum('query_budget_exceeded_total', labels)).toBe(0);
  });

  it('are those that the README lists, with these labels, in these services', async () => {
    const all = await figures();
    const names = new Set([...all.values()].flatMap(({ types }) => [...types.keys()]));
    const shown = [...names]
      .filter((name) => !ofProcess.test(name))
      .map((name): Documented => {
        const having = [...all].filter(([, { types }]) => types.has(name));
        const [first] = having.map(([, service]) => service);
        const figure = name.replace(/^tulia_/, '');
        const sampleNames = [figure, `${figure}_count`];
        const labels = having.flatMap(([, service]) =>
          sampleNames.flatMap((each) =>
            service.find(each).flatMap((sample) => Object.keys(sample.labels)),
          ),
        );
        return {
          name: figure,
          labels: [...new Set(labels)].sort(),
          type: first?.types.get(name) ?? '',
          services: having.map(([service]) => service).sort(),
          help: first?.help.get(name) ?? '',
        };
      });
    const byName = (one: Documented, other: Documented): number =>
      one.name.localeCompare(other.name);
    expect(shown.sort(byName)).toEqual(documented().sort(byName));
  });

  it('name nobody: no label holds an id', async () => {
    for (const { samples } of (await figures()).values()) {
      const values = samples.flatMap(({ labels }) => Object.values(labels));
      expect(values).not.toHaveLength(0);
      for (const value of values) expect(value).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/i);
    }
  });

  it('are there within a second while Redis is away, from every service', async () => {
    await suite.redis.stop();
    try {
      for (const { name, url } of suite.services) {
        const started = performance.now();
        const service = await Figures.of(url);
        expect({ name, inTime: performance.now() - started < 1_000 }).toEqual({
          name,
          inTime: true,
        });
        expect(service.find('process_resident_memory_bytes')).toHaveLength(1);
      }
    } finally {
      await suite.startRedis();
    }
  }, 40_000);
});
