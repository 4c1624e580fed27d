import { CuttableLink } from '#local-servers';
import { setTimeout as delay } from 'node:timers/promises';
import { BenchProcess } from '../harness/bench-process.js';
import { type BenchServers } from '../harness/bench-servers.js';
import { atMost, exactly, type Row, type Section } from '../harness/report.js';
import { quantile } from '../harness/statistics.js';
import { type BenchOptions } from '../options.js';
import { type Contestant, type Entrant } from './contestant.js';
import { type Drops, type DropsOrder } from './drops-process.js';
import { ours } from './entrants/ours.js';
import { entrants } from './entrants.js';
import { type FollowerOrder, type Seen } from './follower-process.js';

const opened = { memoryEntries: 10_000, ttlMs: 60_000 };
const giveUpMs = 100;
/** After which a dropped bus must have been made up for. */
const dropWithinMs = 500;
/** How long the link is cut, and after which nothing may be stale once it is back. */
const cutMs = 1000;
const restoredWithinMs = 3500;

const keysOf = (count: number): string[] => Array.from({ length: count }, (_, key) => `k${key}`);

/** How long after the acknowledgement of each invalidation another process loads anew, in ms. */
export const delaysOf = async (
  { name, open }: Entrant,
  redisUrl: string,
  count: number,
): Promise<number[]> => {
  const prefix = `propagation-${name.replaceAll(/\W+/g, '-')}`;
  const keys = keysOf(count);
  const order: FollowerOrder = { entrant: name, redisUrl, prefix, keys, giveUpMs };
  const program = new URL('./follower-process.js', import.meta.url);
  await using follower = new BenchProcess(program, [JSON.stringify(order)]);
  const load = (key: string): Promise<unknown> => Promise.resolve({ key });
  const writer = await open({ ...opened, redisUrl, prefix, load });
  const delays: number[] = [];
  for (const key of keys) {
    await follower.next<'holds'>();
    await writer.drop(key);
    const acknowledgedAt = Number(process.hrtime.bigint()) / 1e6;
    const { at } = await follower.next<Seen>();
    // Seen before the writer heard that Redis had it: no wait at all.
    delays.push(at === null ? Number.POSITIVE_INFINITY : Math.max(0, at - acknowledgedAt));
  }
  await writer.close();
  return delays;
};

const delayRow = async (entrant: Entrant, redisUrl: string, count: number): Promise<Row> => {
  const delays = await delaysOf(entrant, redisUrl, count);
  return {
    name: entrant.name,
    figures: {
      invalidations: count,
      'p50 ms': quantile(delays, 0.5),
      'p99 ms': quantile(delays, 0.99),
    },
  };
};

/** A writer and one that only reads, before one source. */
interface Pair {
  readonly writer: Contestant;
  readonly reader: Contestant;
  readonly source: { value: string };
}

const openPair = async (
  { name, open }: Entrant,
  prefix: string,
  urls: { writer: string; reader: string },
): Promise<Pair> => {
  const source = { value: 'old' };
  const load = (): Promise<unknown> => Promise.resolve(source.value);
  const shared = { ...opened, prefix: `${prefix}-${name.replaceAll(/\W+/g, '-')}`, load };
  const writer = await open({ ...shared, redisUrl: urls.writer });
  const reader = await open({ ...shared, redisUrl: urls.reader });
  return { writer, reader, source };
};

/** Whoever listens is disconnected just before each write. */
const dropsRow = async ({ name }: Entrant, redisUrl: string, rounds: number): Promise<Row> => {
  const prefix = `drops-${name.replaceAll(/\W+/g, '-')}`;
  const order: DropsOrder = { entrant: name, redisUrl, prefix, rounds, withinMs: dropWithinMs };
  const program = new URL('./drops-process.js', import.meta.url);
  await using child = new BenchProcess(program, [JSON.stringify(order)]);
  const told = await child.next<Drops>().catch(() => undefined);
  return { name, figures: told ? { rounds, stale: told.stale } : { rounds, crashed: 1 } };
};

/** Each reader has a link of its own, cut during a write. */
const staleAfterCuts = async (redisUrl: string, links: number): Promise<number> => {
  using stack = new DisposableStack();
  const port = Number(new URL(redisUrl).port);
  const behind = await Promise.all(
    Array.from({ length: links }, async (_, index) => {
      const link = stack.use(await CuttableLink.to(port));
      const urls = { writer: redisUrl, reader: link.url };
      return { link, pair: await openPair(ours, `cut-${index}`, urls) };
    }),
  );
  await Promise.all(behind.map(({ pair }) => pair.reader.read('k')));
  for (const { link } of behind) link.cut();
  for (const { pair } of behind) {
    pair.source.value = 'new';
    await pair.writer.drop('k');
  }
  await delay(cutMs);
  for (const { link } of behind) link.restore();
  await delay(restoredWithinMs);
  const seen = await Promise.all(behind.map(({ pair }) => pair.reader.read('k')));
  await Promise.all(behind.flatMap(({ pair }) => [pair.writer.close(), pair.reader.close()]));
  return seen.filter((value) => value === 'old').length;
};

/** When other processes' memory sees a write, also when the message about it is lost. */
export const benchPropagation = async (
  { redisUrl }: BenchServers,
  { quick }: BenchOptions,
): Promise<Section[]> => {
  const contestants = quick ? [ours] : entrants;
  const delays: Row[] = [];
  for (const entrant of contestants) {
    const count = quick ? 50 : entrant === ours ? 500 : 50;
    delays.push(await delayRow(entrant, redisUrl, count));
  }
  const rounds = quick ? 3 : 20;
  const drops: Row[] = [];
  for (const entrant of contestants) {
    drops.push(await dropsRow(entrant, redisUrl, entrant === ours ? rounds : 5));
  }
  const links = quick ? 3 : 10;
  const cut = await staleAfterCuts(redisUrl, links);
  const figures = delays[0]?.figures ?? {};
  return [
    {
      title: `An invalidation, until another process's memory obeys (Infinity: not in ${giveUpMs} ms)`,
      rows: delays,
      targets: [
        atMost('6: propagation p50 ms', 2, figures['p50 ms'] ?? Number.NaN),
        atMost('6: propagation p99 ms', 10, figures['p99 ms'] ?? Number.NaN),
      ],
    },
    {
      title: `The bus is dropped before a write; stale after ${dropWithinMs} ms`,
      rows: drops,
      targets: [exactly('6: stale, bus dropped', 0, drops[0]?.figures['stale'] ?? Number.NaN)],
    },
    {
      title: `The link is cut for ${cutMs} ms, meanwhile a write; stale ${restoredWithinMs} ms after`,
      rows: [{ name: ours.name, figures: { links, stale: cut } }],
      targets: [exactly('6: stale, link cut and restored', 0, cut)],
    },
  ];
};
