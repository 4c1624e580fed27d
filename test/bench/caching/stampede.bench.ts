import { setTimeout as delay } from 'node:timers/promises';
import { BenchProcess } from '../harness/bench-process.js';
import { type BenchServers } from '../harness/bench-servers.js';
import { atMost, exactly, type Row, type Section } from '../harness/report.js';
import { median } from '../harness/statistics.js';
import { type BenchOptions } from '../options.js';
import { type CallersOrder, type CallersResult } from './callers-process.js';
import { type Entrant } from './contestant.js';
import { ours } from './entrants/ours.js';
import { entrants } from './entrants.js';
import { openFor } from './gate.js';
import { leaseMs, openWithLease } from './lease.js';
import { connectNodeRedis } from './node-redis.js';
import { type Order } from './order.js';
import { productOf } from './workload.js';

const callers = 1000;
const loadMs = 20;
const loadAcrossMs = 100;

type Outcome = 'succeeds' | 'throws' | 'null';
const outcomes: readonly Outcome[] = ['succeeds', 'throws', 'null'];

const bring = (outcome: Outcome, key: string): unknown => {
  if (outcome === 'throws') throw new Error('the database is away');
  return outcome === 'null' ? null : productOf(key);
};

const contestants = ({ quick }: BenchOptions): readonly Entrant[] => (quick ? [ours] : entrants);

/** All callers at once in this process, on a key of its own each round. */
export const inProcess = async (
  { open, name }: Entrant,
  redisUrl: string,
  rounds: number,
): Promise<Row> => {
  const figures: Record<string, number> = {};
  for (const outcome of outcomes) {
    const results: CallersResult[] = [];
    let loads = 0;
    const load = async (key: string): Promise<unknown> => {
      loads++;
      await delay(loadMs);
      return bring(outcome, key);
    };
    const prefix = `stampede-${name.replaceAll(/\W+/g, '-')}-${outcome}`;
    const cache = await open({ redisUrl, prefix, memoryEntries: 1000, ttlMs: 60_000, load });
    // The first time is to warm up; what only comes to light with a failing loader takes long enough once.
    const times = outcome === 'succeeds' || name === ours.name ? rounds + 1 : 1;
    for (let round = 0; round < times; round++) {
      loads = 0;
      const startedAt = performance.now();
      await Promise.allSettled(Array.from({ length: callers }, () => cache.read(`k${round}`)));
      results.push({ loads, milliseconds: performance.now() - startedAt });
    }
    await cache.close();
    const counted = results.slice(times > 1 ? 1 : 0);
    figures[`${outcome}: loads`] = Math.max(...counted.map((result) => result.loads));
    figures[`${outcome}: ms`] = median(counted.map(({ milliseconds }) => milliseconds));
  }
  return { name, figures };
};

/** As many callers, over processes: all of them on a key nobody has, at the same time. */
export const acrossProcesses = async (
  { name }: Entrant,
  redisUrl: string,
  { processes, rounds, gateUrl }: { processes: number; rounds: number; gateUrl: string },
): Promise<CallersResult> => {
  const gate = `gate-${processes}-${name}`;
  const order: CallersOrder = {
    entrant: name,
    redisUrl,
    gateUrl,
    prefix: `across-${processes}-${name.replaceAll(/\W+/g, '-')}`,
    gate,
    callers: callers / processes,
    loadMs: loadAcrossMs,
    keys: Array.from({ length: rounds + 1 }, (_, round) => `k${round}`),
  };
  await using stack = new AsyncDisposableStack();
  const client = await connectNodeRedis(gateUrl);
  stack.defer(() => client.disconnect());
  const started = Array.from({ length: processes }, () =>
    stack.use(
      new BenchProcess(new URL('./callers-process.js', import.meta.url), [JSON.stringify(order)]),
    ),
  );
  await Promise.all(started.map((each) => each.next<'ready'>()));
  const results: CallersResult[] = [];
  for (const _ of order.keys) {
    await openFor(client, gate, processes);
    const told = await Promise.all(started.map((each) => each.next<CallersResult>()));
    results.push({
      loads: told.reduce((sum, { loads }) => sum + loads, 0),
      milliseconds: Math.max(...told.map(({ milliseconds }) => milliseconds)),
    });
  }
  const counted = results.slice(1);
  return {
    loads: Math.max(...counted.map(({ loads }) => loads)),
    milliseconds: median(counted.map(({ milliseconds }) => milliseconds)),
  };
};

const across = async (entrant: Entrant, redisUrl: string, rounds: number): Promise<Row> => {
  const two = await acrossProcesses(entrant, redisUrl, { processes: 2, rounds, gateUrl: redisUrl });
  const four = await acrossProcesses(entrant, redisUrl, {
    processes: 4,
    rounds,
    gateUrl: redisUrl,
  });
  const figures = {
    '2 × 500: loads': two.loads,
    '2 × 500: ms': two.milliseconds,
    '4 × 250: loads': four.loads,
    '4 × 250: ms': four.milliseconds,
  };
  return { name: entrant.name, figures };
};

/** How long after another process took the lease and died a waiting one loads, in milliseconds. */
export const afterKill = async (redisUrl: string, round: number): Promise<number> => {
  const order: Order = { entrant: ours.name, redisUrl, prefix: `killed-${round}` };
  const { cache, family } = await openWithLease(order, leaseMs);
  const program = new URL('./lease-holder-process.js', import.meta.url);
  await using holder = new BenchProcess(program, [JSON.stringify(order)]);
  await holder.next<'loading'>();
  const takenAt = performance.now();
  let loadedAt = Number.NaN;
  await family.get('s', 'k', () => {
    loadedAt = performance.now();
    return Promise.resolve('loaded');
  });
  cache.close();
  return loadedAt - takenAt;
};

/** Many callers miss the same key at the same time. */
export const benchStampede = async (
  servers: BenchServers,
  options: BenchOptions,
): Promise<Section[]> => {
  const { redisUrl } = servers;
  const within: Row[] = [];
  const over: Row[] = [];
  for (const entrant of contestants(options)) {
    within.push(await inProcess(entrant, redisUrl, options.rounds));
    over.push(await across(entrant, redisUrl, options.rounds));
  }
  const waits: number[] = [];
  for (let round = 0; round < options.rounds; round++) waits.push(await afterKill(redisUrl, round));
  const figure = (rows: readonly Row[], column: string): number =>
    rows.find(({ name }) => name === ours.name)?.figures[column] ?? Number.NaN;
  return [
    {
      title: `${callers} callers miss one key, the loader takes ${loadMs} ms and …`,
      rows: within,
      targets: outcomes.flatMap((outcome) => [
        exactly(`4: loads, loader ${outcome}`, 1, figure(within, `${outcome}: loads`)),
        atMost(`4: ms, loader ${outcome}`, loadMs + 15, figure(within, `${outcome}: ms`)),
      ]),
    },
    {
      title: `${callers} callers over processes miss one key, the loader takes ${loadAcrossMs} ms`,
      rows: over,
      targets: ['2 × 500', '4 × 250'].flatMap((split) => [
        exactly(`4: loads, ${split}`, 1, figure(over, `${split}: loads`)),
        atMost(`4: ms, ${split}`, loadAcrossMs + 40, figure(over, `${split}: ms`)),
      ]),
    },
    {
      title: `The process that loads is killed, its lease has ${leaseMs} ms`,
      rows: [{ name: ours.name, figures: { 'another loads after ms': Math.max(...waits) } }],
      targets: [atMost('4: ms until another process loads', leaseMs + 100, Math.max(...waits))],
    },
  ];
};
