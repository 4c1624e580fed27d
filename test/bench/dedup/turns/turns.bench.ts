import { v7 as uuidv7 } from 'uuid';
import { testEnvironment } from '../../../support/environment.js';
import { createTenantWithChannel, type TestChannel } from '../../../support/tenants.js';
import { BenchProcess } from '../../harness/bench-process.js';
import { analyze, type BenchServers, connected } from '../../harness/bench-servers.js';
import { atLeast, type Section } from '../../harness/report.js';
import { inRounds } from '../../harness/rounds.js';
import { median } from '../../harness/statistics.js';
import { type BenchOptions } from '../../options.js';
import { BareBull } from './bare-bull.js';
import { StoredJobs } from './stored-jobs.js';
import { TurnsInProcess } from './turns-in-process.js';

const concurrency = 16;
/** What being sure costs: the share of bare Bull's throughput that is to be left. */
const targetShare = 0.35;

interface Sample {
  readonly perSecond: number;
  readonly statements: number;
}

/** From as many customers: every message is a turn of its own. */
const messagesOf = (
  count: number,
): { providerMessageId: string; from: { id: string }; text: string; attachments: [] }[] =>
  Array.from({ length: count }, () => {
    const id = uuidv7();
    return { providerMessageId: id, from: { id }, text: 'When are you open?', attachments: [] };
  });

const timed = async (count: number, work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (count * 1000) / (performance.now() - startedAt);
};

/** @throws when a reply is missing: then the time says nothing */
const checkDelivered = async (databaseUrl: string, expected: number): Promise<void> => {
  await using database = await connected(databaseUrl);
  const [{ count } = { count: 0 }] = await database.source.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM outbox_delivery WHERE state = 'delivered'`,
  );
  if (count !== expected) throw new Error(`${count} of ${expected} replies were delivered`);
};

const prepareChannel = async (
  databaseUrl: string,
  deliveryUrl: string,
  encryptionKeys: readonly string[],
): Promise<TestChannel> => {
  await using database = await connected(databaseUrl);
  return await createTenantWithChannel(database.source, { encryptionKeys, deliveryUrl });
};

/** All that is done for a message besides answering it, against a queue that does nothing. */
export const benchTurns = async (
  servers: BenchServers,
  { quick, rounds }: BenchOptions,
): Promise<Section[]> => {
  const count = Math.ceil((quick ? 100 : 2000) / rounds);
  const databaseUrl = await servers.createDatabase();
  const environment = testEnvironment({
    DATABASE_URL: databaseUrl,
    REDIS_URL: servers.redisUrl,
    TURN_WINDOW_MS: '0',
    WORKER_CONCURRENCY: String(concurrency),
  });
  await using receiver = new BenchProcess(new URL('./instant-receiver.js', import.meta.url));
  const deliveryUrl = await receiver.next<string>();
  const { tenantId, channelId } = await prepareChannel(
    databaseUrl,
    deliveryUrl,
    environment.ENCRYPTION_KEYS,
  );
  await using bull = new BareBull('bare', servers.redisUrl, concurrency);
  await using jobs = await StoredJobs.open(
    await servers.createDatabase(),
    deliveryUrl,
    concurrency,
  );
  await using storing = new BareBull('storing', servers.redisUrl, concurrency, jobs);
  await using turns = await TurnsInProcess.start(environment);

  const runBull = async (): Promise<Sample> => ({
    perSecond: await timed(count, () => bull.run(count, concurrency)),
    statements: 0,
  });
  const runStoring = async (): Promise<Sample> => ({
    perSecond: await timed(count, () => storing.run(count, concurrency)),
    statements: 4,
  });
  const runTurns = async (): Promise<Sample> => {
    const messages = messagesOf(count);
    const before = turns.statements;
    const channel = { tenantId, id: channelId };
    const perSecond = await timed(count, () => turns.run(channel, messages, concurrency));
    return { perSecond, statements: (turns.statements - before) / count };
  };
  // The first time is to warm up.
  const runs = [runBull, runStoring, runTurns];
  await inRounds(runs, 1, (run) => run());
  await analyze(databaseUrl);
  const samples = await inRounds(runs, rounds, (run) => run());
  await checkDelivered(databaseUrl, count * (rounds + 1));

  const ofBull = samples.get(runBull) ?? [];
  const ofStoring = samples.get(runStoring) ?? [];
  const ofTurns = samples.get(runTurns) ?? [];
  const shareOf = (others: readonly Sample[]): number =>
    median(
      ofTurns.map(({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN)),
    );
  const row = (name: string, own: readonly Sample[]): Section['rows'][number] => ({
    name,
    figures: {
      'per s': median(own.map(({ perSecond }) => perSecond)),
      'statements / message': median(own.map(({ statements }) => statements)),
    },
  });
  return [
    {
      title: `A message admitted, turned, committed, delivered and recorded (${count} at concurrency ${concurrency})`,
      rows: [
        row('bare Bull, add and process nothing', ofBull),
        row('Bull, four statements of one row and a POST', ofStoring),
        row('Tulia, answer at once', ofTurns),
      ],
      targets: [
        atLeast('throughput / bare Bull', targetShare, shareOf(ofBull)),
        atLeast('throughput / Bull that stores and posts', targetShare, shareOf(ofStoring)),
      ],
    },
  ];
};
