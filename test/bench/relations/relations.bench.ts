import { type ConversationEntity } from '#persistence';
import assert from 'node:assert/strict';
import { type DataSource } from 'typeorm';
import { type BenchServers } from '../harness/bench-servers.js';
import { atMost, type Section } from '../harness/report.js';
import { inRounds } from '../harness/rounds.js';
import { median } from '../harness/statistics.js';
import { type BenchOptions } from '../options.js';
import { writeThreads } from '../../support/threads.js';
import { type Cost, costOf, countedDatabase, rowsOf } from './cost.js';
import { byDataLoader, byFind, byRelationLoader, type InboxLoader, lazily } from './inbox.js';

/** How much longer than the fastest at a size ours may take. */
const targetRatio = 1.1;
/** Small loads are over in no time: they are measured more often. */
const timesPerRound = (roots: number): number => Math.max(1, Math.round(60 / roots));

/** Who takes longer at a size is asked once there, and never at larger ones: the race is to end today. */
const patienceMs = 5_000;

interface Result {
  loader: InboxLoader;
  rows: number;
  costs: readonly Cost[];
}

interface Race {
  tenantId: string;
  roots: number;
  rounds: number;
}

/** The first time: it warms up, and shows that all come to the same. */
const rehearse = async (
  database: DataSource,
  loaders: readonly InboxLoader[],
  { tenantId, roots }: Race,
): Promise<Map<InboxLoader, { rows: number; cost: Cost }>> => {
  const rehearsals = new Map<InboxLoader, { rows: number; cost: Cost }>();
  let expected: ConversationEntity[] | undefined;
  for (const loader of loaders) {
    let loaded: ConversationEntity[] = [];
    let cost: Cost | undefined;
    const rows = await rowsOf(database, async () => {
      cost = await costOf(async () => {
        loaded = await loader.load(tenantId, roots);
      });
    });
    expected ??= loaded;
    assert.equal(loaded.length, roots);
    assert.deepEqual(loaded, expected, loader.name);
    rehearsals.set(loader, { rows, cost: cost as Cost });
  }
  return rehearsals;
};

const run = async (
  database: DataSource,
  loaders: readonly InboxLoader[],
  race: Race,
): Promise<Result[]> => {
  const rehearsals = await rehearse(database, loaders, race);
  const { tenantId, roots, rounds } = race;
  const isQuick = (loader: InboxLoader): boolean =>
    (rehearsals.get(loader)?.cost.milliseconds ?? 0) < patienceMs;
  const samples = await inRounds(loaders.filter(isQuick), rounds * timesPerRound(roots), (loader) =>
    costOf(() => loader.load(tenantId, roots)),
  );
  return [...rehearsals].map(([loader, { rows, cost }]) => ({
    loader,
    rows,
    costs: samples.get(loader) ?? [cost],
  }));
};

const figure = ({ costs }: Result, name: keyof Cost): number =>
  median(costs.map((cost) => cost[name]));

const time = (result: Result): number => figure(result, 'milliseconds');

const sectionOf = (roots: number, results: readonly Result[]): Section => {
  const ours = results.at(-1) as Result;
  const others = results.slice(0, -1);
  const fastest = Math.min(...others.map(time));
  const mostRows = Math.max(...others.map(({ rows }) => rows));
  return {
    title: `Newest conversations with customer, tenant, 20 messages, latest interaction: ${roots}`,
    rows: results.map((result) => ({
      name: result.loader.name,
      figures: {
        ms: time(result),
        statements: figure(result, 'statements'),
        rows: result.rows,
        'peak heap MB': figure(result, 'peakHeapMb'),
        'time / ours': time(result) / time(ours),
      },
    })),
    targets: [
      atMost(`time / fastest other, ${roots} roots`, targetRatio, time(ours) / fastest),
      atMost(`rows / most rows of others, ${roots} roots`, 1, ours.rows / mostRows),
      atMost(`statements, ${roots} roots`, 4, figure(ours, 'statements')),
    ],
  };
};

/** Loading an inbox by TypeORM's means, by dataloader and by RelationLoader, on the same data. */
export const benchRelations = async (
  servers: BenchServers,
  { quick, rounds }: BenchOptions,
): Promise<Section[]> => {
  const database = await countedDatabase(await servers.createDatabase());
  try {
    const conversations = quick ? 300 : 8800;
    await writeThreads(database, { conversations, tenants: 4, messages: 15, interactions: 4 });
    const [tenant] = await database.query<{ id: string }[]>('SELECT id FROM tenant LIMIT 1');
    const loaders: readonly InboxLoader[] = [
      lazily(database),
      byFind(database, 'join'),
      byFind(database, 'query'),
      byDataLoader(database),
      byRelationLoader(database),
    ];
    const sections: Section[] = [];
    let patient = loaders;
    for (const roots of quick ? [1, 20] : [1, 20, 200, 2000]) {
      const race = { tenantId: tenant?.id ?? '', roots, rounds };
      const results = await run(database, patient, race);
      sections.push(sectionOf(roots, results));
      patient = results.filter((result) => time(result) < patienceMs).map(({ loader }) => loader);
    }
    return sections;
  } finally {
    await database.destroy();
  }
};
