import { setTimeout as delay } from 'node:timers/promises';
import { type BenchServers } from '../harness/bench-servers.js';
import { exactly, type Row, type Section } from '../harness/report.js';
import { type BenchOptions } from '../options.js';
import { type Contestant, type Entrant } from './contestant.js';
import { type Ours, ours, scope, tag } from './entrants/ours.js';
import { entrants } from './entrants.js';

const loadMs = 10;
const atOnce = 10;
/** After a write is acknowledged and the early read has its value; an order over the bus's delay. */
const settledMs = 30;
const opened = { memoryEntries: 10_000, ttlMs: 60_000 };

/** Two processes' caches before one source. */
class Two implements AsyncDisposable {
  private readonly source = new Map<string, string>();

  private constructor(
    private readonly entrant: Entrant,
    private readonly caches: Contestant[] = [],
  ) {}

  static async open(entrant: Entrant, redisUrl: string, way: string): Promise<Two> {
    const two = new Two(entrant);
    const prefix = `writes-${entrant.name.replaceAll(/\W+/g, '-')}-${way}`;
    const load = (key: string): Promise<unknown> => two.load(key);
    for (let process = 0; process < 2; process++) {
      two.caches.push(await two.entrant.open({ ...opened, redisUrl, prefix, tagged: true, load }));
    }
    return two;
  }

  /**
   * One reads while the other (or the same one) writes. @returns whether any of them then still has
   * the value from before the write
   */
  async isStale(
    run: number,
    write: (cache: Contestant, key: string) => Promise<unknown>,
  ): Promise<boolean> {
    const key = `k${run}`;
    const [reader, other] = this.caches as [Contestant, Contestant];
    this.source.set(key, 'old');
    const early = reader.read(key);
    await delay(run % loadMs);
    this.source.set(key, 'new');
    await write(run % 2 === 0 ? other : reader, key);
    await early;
    await delay(settledMs);
    const seen = await Promise.all(this.caches.map((cache) => cache.read(key)));
    return seen.includes('old');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.caches.map((cache) => cache.close()));
  }

  private async load(key: string): Promise<unknown> {
    const value = this.source.get(key);
    await delay(loadMs);
    return value;
  }
}

/** @returns how many of the runs ended with the value from before the write */
export const staleOf = async (
  entrant: Entrant,
  { redisUrl, runs, way }: { redisUrl: string; runs: number; way: string },
  write: (cache: Contestant, key: string) => Promise<unknown>,
): Promise<number> => {
  await using two = await Two.open(entrant, redisUrl, way);
  let stale = 0;
  for (let run = 0; run < runs; run += atOnce) {
    const results = await Promise.all(
      Array.from({ length: atOnce }, (_, index) => two.isStale(run + index, write)),
    );
    stale += results.filter(Boolean).length;
  }
  return stale;
};

/** A value is written while it is being loaded: what was loaded before must not stay. */
export const benchWrites = async (
  { redisUrl }: BenchServers,
  { quick }: BenchOptions,
): Promise<Section[]> => {
  const runs = quick ? 20 : 100;
  const rows: Row[] = [];
  for (const entrant of quick ? [ours] : entrants) {
    const way = { redisUrl, runs, way: 'delete' };
    const stale = await staleOf(entrant, way, (cache, key) => cache.drop(key));
    rows.push({ name: entrant.name, figures: { runs, 'delete: stale': stale } });
  }
  const set = await staleOf(ours, { redisUrl, runs, way: 'set' }, (cache, key) =>
    (cache as Ours).family.set(scope, key, 'new'),
  );
  const tags = await staleOf(ours, { redisUrl, runs, way: 'tag' }, (cache) =>
    (cache as Ours).cache.invalidateTags(scope, [tag], 'updated'),
  );
  const deleted = rows[0]?.figures['delete: stale'] ?? Number.NaN;
  rows[0] = {
    name: ours.name,
    figures: { runs, 'delete: stale': deleted, 'set: stale': set, 'tag: stale': tags },
  };
  return [
    {
      title: `A write during a load of ${loadMs} ms, by the same or by another process`,
      rows,
      targets: [
        exactly(`5: stale of ${runs}, delete`, 0, deleted),
        exactly(`5: stale of ${runs}, set`, 0, set),
        exactly(`5: stale of ${runs}, tag`, 0, tags),
      ],
    },
  ];
};
