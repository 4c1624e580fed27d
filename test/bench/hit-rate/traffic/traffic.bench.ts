import { type CatalogClient } from '#catalog-client';
import { runInLedger } from '#relations';
import { answerable } from '../../../support/garden-centre.js';
import { type Figures } from '../../../support/figures.js';
import { type BenchServers } from '../../harness/bench-servers.js';
import { atLeast, type Row, type Section } from '../../harness/report.js';
import { quantile } from '../../harness/statistics.js';
import { type BenchOptions } from '../../options.js';
import { CatalogReplicas } from '../catalog-replicas.js';
import { openShops, type Shop } from '../shops.js';
import { type CatalogChange, planTraffic, type Step } from './traffic-plan.js';

const callers = 16;
/** What a message's context is made of. */
const families = ['query', 'products', 'services', 'knowledge'];
const catalogFamilies = ['products', 'services', 'knowledge'];
const results = ['hit', 'stale', 'negative', 'miss'] as const;

type Counts = Record<string, Record<(typeof results)[number], number>>;

interface Run {
  /** Of the context reads alone. */
  readonly statements: number;
  readonly latencies: readonly number[];
  readonly counts: Counts;
}

/** Requests by family and result, of all replicas. */
const countsOf = (figures: readonly Figures[]): Counts =>
  Object.fromEntries(
    families.map((family) => {
      const sum = (result: string): number =>
        figures.reduce(
          (all, each) => all + each.sum('cache_requests_total', { family, result }),
          0,
        );
      const [hit, stale, negative, miss] = results.map(sum) as [number, number, number, number];
      return [family, { hit, stale, negative, miss }];
    }),
  );

const carryOut: Record<
  CatalogChange,
  (catalog: CatalogClient, shop: Shop, item: number) => Promise<unknown>
> = {
  price: (catalog, shop, item) =>
    catalog.call('updateProduct', {
      ...productOf(shop, item),
      patch: { price: { amountMinor: 100 + Math.floor(item * 100_000), currency: 'EUR' } },
      updateMask: ['price'],
    }),
  stock: (catalog, shop, item) =>
    catalog.call('updateProduct', {
      ...productOf(shop, item),
      patch: { stock: Math.floor(item * 1_000) },
      updateMask: ['stock'],
    }),
  description: (catalog, shop, item) =>
    catalog.call('updateProduct', {
      ...productOf(shop, item),
      patch: { description: `Now with ${Math.floor(item * 1_000)} more reasons to buy it` },
      updateMask: ['description'],
    }),
  knowledge: (catalog, shop, item) =>
    catalog.call('updateKnowledge', {
      tenantId: shop.tenantId,
      id: picked(shop.knowledge, item),
      patch: { priority: Math.floor(item * 1_000) },
      updateMask: ['priority'],
    }),
  'new product': (catalog, { tenantId }, item) =>
    catalog.call('createProduct', {
      tenantId,
      input: {
        title: `Novelty ${Math.floor(item * 1_000_000)}`,
        price: { amountMinor: 1_000, currency: 'EUR' },
      },
    }),
};

const picked = (ids: readonly string[], item: number): string =>
  ids[Math.floor(item * ids.length)] ?? '';

const productOf = (shop: Shop, item: number): { tenantId: string; id: string } => ({
  tenantId: shop.tenantId,
  id: picked(shop.products, item),
});

/** The plan's steps in their order, a few at a time; what the questions among them cost. */
const walk = async (
  plan: readonly Step[],
  shops: readonly Shop[],
  catalog: CatalogClient,
): Promise<Omit<Run, 'counts'>> => {
  const latencies: number[] = [];
  let statements = 0;
  const take = async (step: Step): Promise<void> => {
    const shop = shops[step.tenant];
    if (shop === undefined) return;
    if ('change' in step) {
      await carryOut[step.change](catalog, shop, step.item);
      return;
    }
    const startedAt = performance.now();
    // As an agent-worker asks: see Retrieval.
    const request = { tenantId: shop.tenantId, query: step.question, language: 'en' };
    const cost = await runInLedger(async (ledger) => {
      await catalog.call('search', request);
      return ledger.sqlStatements;
    });
    statements += cost;
    latencies.push(performance.now() - startedAt);
  };
  const steps = plan.values();
  const caller = async (): Promise<void> => {
    for (const step of steps) await take(step);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { statements, latencies };
};

/** What was counted between two readings. */
const since = (before: Counts, after: Counts): Counts =>
  Object.fromEntries(
    Object.entries(after).map(([family, counts]) => {
      const minus = (result: (typeof results)[number]): number =>
        counts[result] - (before[family]?.[result] ?? 0);
      const [hit, stale, negative, miss] = results.map(minus) as [number, number, number, number];
      return [family, { hit, stale, negative, miss }];
    }),
  );

/** Goes through the plans one after the other, on services and a database of their own. */
const run = async (
  servers: BenchServers,
  keyPrefix: 'cold' | 'warmed' | 'uncached',
  { tenants, plans }: { tenants: number; plans: readonly (readonly Step[])[] },
): Promise<Run[]> => {
  const useCache = keyPrefix !== 'uncached';
  await using replicas = await CatalogReplicas.start(servers, { useCache, keyPrefix });
  const catalog = replicas.caller();
  const shops = await openShops(replicas.database, catalog, tenants);
  if (keyPrefix === 'warmed') await replicas.warm(shops.map(({ tenantId }) => tenantId));
  const runs: Run[] = [];
  for (const plan of plans) {
    const before = countsOf(await replicas.figures());
    const walked = await walk(plan, shops, catalog);
    const counts = since(before, countsOf(await replicas.figures()));
    runs.push({ ...walked, counts });
  }
  return runs;
};

const hitShare = (counts: Counts, of: readonly string[]): number => {
  const sum = (result: (typeof results)[number]): number =>
    of.reduce((all, family) => all + (counts[family]?.[result] ?? 0), 0);
  const found = sum('hit') + sum('stale') + sum('negative');
  return (100 * found) / (found + sum('miss'));
};

const familyRows = (counts: Counts): Row[] =>
  Object.entries(counts).map(([family, { hit, stale, negative, miss }]) => ({
    name: family,
    figures: {
      requests: hit + stale + negative + miss,
      misses: miss,
      'hits %': hitShare(counts, [family]),
    },
  }));

const costRow = (name: string, { statements, latencies }: Run): Row => ({
  name,
  figures: {
    statements,
    'per message': statements / latencies.length,
    'p50 ms': quantile([...latencies], 0.5),
    'p99 ms': quantile([...latencies], 0.99),
  },
});

/** Up to and including so many messages, and the rest. */
const splitAfter = (plan: readonly Step[], messages: number): [Step[], Step[]] => {
  let asked = 0;
  const end = plan.findIndex((step) => 'question' in step && ++asked > messages);
  return [plan.slice(0, end), plan.slice(end)];
};

const hitSection = (title: string, counts: Counts, leastOverAll: number): Section => ({
  title,
  rows: familyRows(counts),
  targets: [
    atLeast('hits % over all', leastOverAll, hitShare(counts, families)),
    ...catalogFamilies.map((family) =>
      atLeast(`hits % of ${family}`, 85, hitShare(counts, [family])),
    ),
  ],
});

/**
 * The context of messages, read through running catalog-services, with and without caches. A
 * hundredth of the traffic changes the catalog. Tenants are warmed before, as a service that starts
 * does with the busiest, and an operator with any; beside it stands what the same messages meet when
 * nothing is: half of the misses are then what no cache can know, the first time a tenant is asked
 * a question. As many messages again follow.
 */
export const benchTraffic = async (
  servers: BenchServers,
  { quick }: BenchOptions,
): Promise<Section[]> => {
  const [tenants, messages] = quick ? [5, 300] : [200, 20_000];
  const questions = answerable.map(([question]) => question);
  const traffic = { seed: 1, tenants, writeShare: 0.01, questions };
  const plans = splitAfter(planTraffic({ ...traffic, messages: 2 * messages }), messages);
  const first = plans.slice(0, 1);
  const [warmed, next] = await run(servers, 'warmed', { tenants, plans });
  const [cold] = await run(servers, 'cold', { tenants, plans: first });
  const [uncached] = await run(servers, 'uncached', { tenants, plans: first });
  if (!warmed || !next || !cold || !uncached) throw new Error('Each plan must have a run.');
  const saved = ({ statements }: Run): number => 100 * (1 - statements / uncached.statements);
  const shape = `${messages} messages to ${tenants} tenants (zipf), ${questions.length} questions a tenant (zipf), 1 % writes`;
  return [
    hitSection(`The first ${shape}, tenants warmed`, warmed.counts, 90),
    hitSection(`The next ${shape}`, next.counts, 90),
    hitSection(`The first ${shape}, nothing warmed`, cold.counts, 85),
    {
      title: 'What it cost in SQL, writes aside, and how long a context took',
      rows: [
        costRow('first, warmed', warmed),
        costRow('next', next),
        costRow('first, nothing warmed', cold),
        costRow('first, USE_CACHE=false', uncached),
      ],
      targets: [
        atLeast('statements saved %, first, warmed', 90, saved(warmed)),
        atLeast('statements saved %, next', 90, saved(next)),
      ],
    },
  ];
};
