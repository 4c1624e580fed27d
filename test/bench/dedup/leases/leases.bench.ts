import { createFenceTableSql } from '#dedup';
import { type BenchServers, connected } from '../../harness/bench-servers.js';
import { closedLoop, type LoopSample } from '../../harness/closed-loop.js';
import { atMost, type Section } from '../../harness/report.js';
import { inRounds } from '../../harness/rounds.js';
import { median } from '../../harness/statistics.js';
import { type BenchOptions } from '../../options.js';
import { type LockContestant } from './lock-contestant.js';
import { lockRow } from './lock-row.js';
import { ourFenceLeases, ourLeases } from './our-leases.js';
import { bareRedlock, handWritten, redisSemaphore } from './redis-peers.js';

const ours = 'Leases';
const peer = 'redlock, bare';
/** How much longer than bare redlock a lease may take, all that it does besides included. */
const targetRatio = 1.3;
/** A round is cut into short slices, so that what disturbs the machine disturbs all alike. */
const slicesPerRound = 4;

const enter = async (servers: BenchServers): Promise<LockContestant[]> => {
  const databaseUrl = await servers.createDatabase();
  await using database = await connected(databaseUrl);
  await database.source.query(createFenceTableSql);
  return Promise.all([
    ourLeases(ours, { redisUrls: [servers.redisUrl] }),
    bareRedlock(peer, [servers.redisUrl]),
    redisSemaphore(servers.redisUrl),
    handWritten(servers.redisUrl),
    ourLeases(`${ours}, 3 nodes`, { redisUrls: servers.redisUrls }),
    bareRedlock(`${peer}, 3 nodes`, servers.redisUrls),
    ourFenceLeases(`${ours} on PostgreSQL alone`, databaseUrl),
    lockRow(databaseUrl),
  ]);
};

interface Race {
  readonly title: string;
  readonly callers: number;
  readonly key: (operation: number) => string;
  /** Whether being fast is a target, or only told. */
  readonly judged: boolean;
}

const distinctKeys = (operation: number): string => `key-${operation % 1000}`;

const races: readonly Race[] = [
  { title: '1 caller', callers: 1, key: distinctKeys, judged: true },
  { title: '16 callers', callers: 16, key: distinctKeys, judged: true },
  {
    title: '16 callers on one key, those who do not get it skip',
    callers: 16,
    key: () => 'the-key',
    judged: false,
  },
];

/** Time against the peer's of the same round, the median over the rounds. */
const ratio = (own: readonly LoopSample[], theirs: readonly LoopSample[]): number =>
  median(own.map((sample, round) => (theirs[round]?.perSecond ?? 0) / sample.perSecond));

const run = async (
  { title, callers, key, judged }: Race,
  contestants: readonly LockContestant[],
  { quick, rounds }: BenchOptions,
): Promise<Section> => {
  const measure = (contestant: LockContestant): Promise<LoopSample> =>
    closedLoop({ callers, milliseconds: quick ? 40 : 200 }, (operation) =>
      contestant.lockOnce(key(operation)),
    );
  // The first time is to warm up.
  await inRounds(contestants, 1, measure);
  const samples = await inRounds(contestants, rounds * slicesPerRound, measure);
  const of = (name: string): LoopSample[] => {
    const [, found = []] = [...samples].find(([contestant]) => contestant.name === name) ?? [];
    return found;
  };
  const figure = (name: string, read: (sample: LoopSample) => number): number =>
    median(of(name).map(read));
  return {
    title: `Acquire and release, ${title}`,
    rows: contestants.map(({ name }) => ({
      name,
      figures: {
        'per s': figure(name, (sample) => sample.perSecond),
        'p50 ms': figure(name, (sample) => sample.p50Ms),
        'p99 ms': figure(name, (sample) => sample.p99Ms),
        'got it %': 100 * figure(name, (sample) => sample.successShare),
        'time / redlock': ratio(of(name), of(peer)),
      },
    })),
    targets: judged
      ? [atMost(`time / bare redlock, ${title}`, targetRatio, ratio(of(ours), of(peer)))]
      : [],
  };
};

/** Leases against other locks on the same servers. */
export const benchLeases = async (
  servers: BenchServers,
  options: BenchOptions,
): Promise<Section[]> => {
  const contestants = await enter(servers);
  try {
    const sections: Section[] = [];
    for (const race of races) sections.push(await run(race, contestants, options));
    return sections;
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.close()));
  }
};
