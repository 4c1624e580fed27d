import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { type Service, Suite } from '../support/suite.js';
import { Load } from './load.js';

export interface RollingRestartResult {
  restarts: number;
  /** Processes that had to be killed: they did not drain in time. */
  killed: number;
  posted: number;
  /** Not answered with 202. */
  refused: number;
  /** Answered with a 5xx. */
  failed: number;
  lost: number;
  doubled: number;
  /** Of acknowledgements, in milliseconds. */
  p50: number;
  p99: number;
}

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor(share * (values.length - 1))] ?? 0;

/** As an orchestrator does it: out of rotation, SIGTERM, and the next only when this is ready. */
const replace = async (suite: Suite, service: Service): Promise<'ended' | 'killed'> => {
  const other = suite.of(service.name).find((each) => each !== service);
  if (service.name === 'gateway') suite.gatewayUrl = other?.url ?? '';
  const how = await service.process.stop();
  await suite.restart(service.name);
  return how;
};

/**
 * Two of each service, all of them replaced one by one, again and again, while customers write.
 * @param options.minutes how long at least; every service is replaced once in any case
 */
export const rollingRestart = async (options: {
  minutes: number;
  perSecond: number;
  customers: number;
}): Promise<RollingRestartResult> => {
  await using suite = await Suite.start(
    { TURN_WINDOW_MS: '200', SWEEP_MS: '500', LEASE_MS: '4000', LEASE_HEARTBEAT_MS: '1000' },
    { workers: 2, catalogs: 2, gateways: 2 },
  );
  const load = new Load(suite, options);
  const until = performance.now() + options.minutes * 60_000;
  const ends: string[] = [];
  do {
    for (const service of [...suite.services]) ends.push(await replace(suite, service));
  } while (performance.now() < until);
  await load.end();

  const accepted = load.posted.filter(({ status }) => status === 202);
  const answers = (id: string): number => suite.receiver.answersTo(id).length;
  const lost = (): number => accepted.filter(({ messageId }) => answers(messageId) === 0).length;
  // What is still missing then is counted as lost.
  await eventually('all are answered', () => lost() === 0, 60_000).catch(() => undefined);
  // Long enough for a sweep to send again what it should not.
  await delay(2_000);
  const times = accepted.map(({ milliseconds }) => milliseconds);
  return {
    restarts: ends.length,
    killed: ends.filter((how) => how === 'killed').length,
    posted: load.posted.length,
    refused: load.posted.length - accepted.length,
    failed: load.posted.filter(({ status }) => status >= 500).length,
    lost: lost(),
    doubled: accepted.filter(({ messageId }) => answers(messageId) > 1).length,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
};
