import { type LocalServer, startRedis } from '#local-servers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { BenchProcess } from '../harness/bench-process.js';
import { type BenchServers } from '../harness/bench-servers.js';
import { atMost, exactly, type Row, type Section } from '../harness/report.js';
import { quantile } from '../harness/statistics.js';
import { type BenchOptions } from '../options.js';
import { type Entrant } from './contestant.js';
import { inFullUse, openOurs, ours, scope } from './entrants/ours.js';
import { entrants } from './entrants.js';
import { openFor } from './gate.js';
import { connectNodeRedis } from './node-redis.js';
import { type Suffered, type SuffererOrder } from './sufferer-process.js';

const loadMs = 10;
type Trouble = 'killed' | 'hung';
const signals: Readonly<Record<Trouble, NodeJS.Signals>> = { killed: 'SIGKILL', hung: 'SIGSTOP' };

/** A Redis of a measurement's own, to be ended and started again at the same port. */
class FragileRedis implements AsyncDisposable {
  private constructor(
    private readonly dataDir: string,
    private server: LocalServer,
  ) {}

  static async start(): Promise<FragileRedis> {
    const dataDir = await mkdtemp(join(tmpdir(), 'tulia-bench-fragile-'));
    return new FragileRedis(dataDir, await startRedis({ dataDir, durable: false }));
  }

  get url(): string {
    return this.server.url;
  }

  async suffer(trouble: Trouble): Promise<void> {
    process.kill(this.server.pid, signals[trouble]);
    if (trouble === 'killed') await this.server.exited;
  }

  async recover(trouble: Trouble): Promise<void> {
    if (trouble === 'hung') process.kill(this.server.pid, 'SIGCONT');
    else {
      const { port } = this.server;
      this.server = await startRedis({ dataDir: this.dataDir, port, durable: false });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
    await rm(this.dataDir, { recursive: true });
  }
}

/** What a process suffers that reads one new key after the other. @returns undefined if it dies */
const sufferedBy = async (
  { name }: Entrant,
  trouble: Trouble,
  { gateUrl, reads }: { gateUrl: string; reads: number },
): Promise<Suffered | undefined> => {
  await using redis = await FragileRedis.start();
  const gate = `gate-${trouble}-${name}`;
  const prefix = `trouble-${name.replaceAll(/\W+/g, '-')}`;
  const order: SuffererOrder = {
    entrant: name,
    ...{ redisUrl: redis.url, prefix, gateUrl, gate, reads, loadMs },
  };
  const program = new URL('./sufferer-process.js', import.meta.url);
  await using sufferer = new BenchProcess(program, [JSON.stringify(order)]);
  await using stack = new AsyncDisposableStack();
  const client = await connectNodeRedis(gateUrl);
  stack.defer(() => client.disconnect());
  await sufferer.next<'ready'>();
  await redis.suffer(trouble);
  // A frozen server cannot be asked to stop.
  if (trouble === 'hung') stack.defer(() => redis.recover(trouble));
  await openFor(client, gate, 1);
  return await sufferer.next<Suffered>().catch(() => undefined);
};

const rowOf = (name: string, suffered: Suffered | undefined): Row => {
  if (suffered === undefined) return { name, figures: { crashed: 1 } };
  const { milliseconds, errors, givenUp, unhandled } = suffered;
  const later = milliseconds.slice(Math.floor(milliseconds.length / 2));
  return {
    name,
    figures: {
      reads: milliseconds.length,
      errors,
      'given up after 3 s': givenUp,
      unhandled,
      'p99 ms': quantile(milliseconds, 0.99),
      'max ms': Math.max(...milliseconds),
      'later p99 ms': quantile(later, 0.99),
    },
  };
};

/** How long one invalidation and the return to full use take, in milliseconds. */
const recovery = async (trouble: Trouble, awayMs: number): Promise<Row> => {
  await using redis = await FragileRedis.start();
  const { cache, family } = openOurs({
    redisUrl: redis.url,
    prefix: 'recovery',
    memoryEntries: 100,
    ttlMs: 60_000,
    load: (key) => Promise.resolve(key),
  });
  await inFullUse(cache);
  const read = (key: string): Promise<unknown> =>
    family.get(scope, key, () => Promise.resolve(key));
  await read('k');
  await redis.suffer(trouble);
  const invalidatedAt = performance.now();
  await family.invalidate(scope, 'k', 'updated');
  const invalidation = performance.now() - invalidatedAt;
  await eventually('Redis is missed', async () => {
    await read(`k${performance.now()}`);
    return !cache.connected;
  });
  await delay(awayMs);
  await redis.recover(trouble);
  const recoveredAt = performance.now();
  await inFullUse(cache);
  const back = performance.now() - recoveredAt;
  cache.close();
  return {
    name: `Redis ${trouble}`,
    figures: { 'invalidate ms': invalidation, 'back to full use ms': back },
  };
};

/** How long it takes to start and to answer a first read while there is no Redis. */
const bootWithout = async (): Promise<number> => {
  const redis = await FragileRedis.start();
  const redisUrl = redis.url;
  await redis[Symbol.asyncDispose]();
  const startedAt = performance.now();
  const setup = { redisUrl, prefix: 'boot', memoryEntries: 100, ttlMs: 60_000 };
  const cache = openOurs({ ...setup, load: () => delay(loadMs) });
  await cache.read('k');
  const milliseconds = performance.now() - startedAt;
  await cache.close();
  return milliseconds;
};

const bounds: Readonly<Record<Trouble, Readonly<Record<string, number>>>> = {
  killed: { 'p99 ms': loadMs + 5, 'max ms': 1000 },
  hung: { 'p99 ms': 110, 'later p99 ms': loadMs + 5 },
};

const sectionOf = async (
  trouble: Trouble,
  contestants: readonly Entrant[],
  measured: { gateUrl: string; reads: number },
): Promise<Section> => {
  const rows: Row[] = [];
  for (const entrant of contestants) {
    rows.push(rowOf(entrant.name, await sufferedBy(entrant, trouble, measured)));
  }
  const figure = (column: string): number => rows[0]?.figures[column] ?? Number.NaN;
  return {
    title: `Redis is ${trouble}; reads of new keys, the loader takes ${loadMs} ms`,
    rows,
    targets: [
      exactly(`7: errors, Redis ${trouble}`, 0, figure('errors')),
      exactly(`7: given up, Redis ${trouble}`, 0, figure('given up after 3 s')),
      exactly(`7: unhandled, Redis ${trouble}`, 0, figure('unhandled')),
      ...Object.entries(bounds[trouble]).map(([column, bound]) =>
        atMost(`7: ${column}, Redis ${trouble}`, bound, figure(column)),
      ),
    ],
  };
};

/** A cache is there to help: it must not take anybody down with its Redis. */
export const benchTrouble = async (
  { redisUrl }: BenchServers,
  { quick }: BenchOptions,
): Promise<Section[]> => {
  const contestants = quick ? [ours] : entrants;
  const measured = { gateUrl: redisUrl, reads: quick ? 50 : 200 };
  const killed = await sectionOf('killed', contestants, measured);
  const hung = await sectionOf('hung', contestants, measured);
  const boot = await bootWithout();
  // In a full run long enough for retries to have slowed down.
  const awayMs = quick ? 200 : 2000;
  const recoveries = [await recovery('killed', awayMs), await recovery('hung', awayMs)];
  const worst = (column: string): number =>
    Math.max(...recoveries.map(({ figures }) => figures[column] ?? Number.NaN));
  return [
    killed,
    hung,
    {
      title: `Ours writes without Redis, starts without it, and has it again after ${awayMs} ms`,
      rows: [...recoveries, { name: 'boot without Redis', figures: { 'first read ms': boot } }],
      targets: [
        atMost('7: invalidate ms', 150, worst('invalidate ms')),
        atMost('7: back to full use ms', 3000, worst('back to full use ms')),
        atMost('7: boot without Redis ms', 1000, boot),
      ],
    },
  ];
};
