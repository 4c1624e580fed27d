import { type Ablation, ablations } from './ablations.ts';
import { type Fault, type PlannedFault } from './fault-plan.ts';
import { type Troubles } from './provider.ts';
import { timesDividedBy } from './times.ts';

export interface Scenario {
  name: string;
  seed: number;
  messages: number;
  durationMs: number;
  /** What all times are divided by. */
  factor: number;
  /** Of both channels. Under `exactly_once` the provider recognises keys, else it does not. */
  guarantee: 'exactly_once' | 'at_most_once' | 'at_least_once';
  /** Milliseconds from one fault to the next, and which kinds, all by default; or exactly these. */
  faults?: { everyMs: number; kinds?: readonly Fault['kind'][] } | { plan: PlannedFault[] };
  /** What the 99th percentile of acknowledgements may be, in milliseconds; undefined: not judged. */
  ackP99Ms?: number;
  /** Shares of the provider's requests that go wrong. */
  troubles: Troubles;
  /** The share of model calls that take longer than a lease. */
  slowModelCalls: number;
  superseding: boolean;
  /** False: there is no Redis at all. */
  redis: boolean;
  ablation?: Ablation;
}

const usual: Troubles = { busy: 0.03, dropped: 0.03, hung: 0.02 };
const none: Troubles = { busy: 0, dropped: 0, hung: 0 };

/** Where nothing is said otherwise. */
export interface Basis {
  seed: number;
  factor: number;
}

/** Messages arrive this often on 2 cores, and a fault comes this often. */
const messageEveryMs = 35;
const faultEveryMs = 1100;

/** @param leastMs long enough for what is to happen */
const durationOf = (messages: number, leastMs: number): number =>
  Math.max(leastMs, messages * messageEveryMs);

export const everything = (
  { seed, factor }: Basis,
  messages: number,
  durationMs = durationOf(messages, 20_000),
): Scenario => ({
  name: 'every fault, a provider that knows keys',
  ...{ seed, factor, messages, durationMs },
  guarantee: 'exactly_once',
  faults: { everyMs: faultEveryMs },
  troubles: usual,
  slowModelCalls: 0.04,
  // Every other seed: what a newer message supersedes is wasted as well, by design.
  superseding: seed % 2 === 0,
  redis: true,
});

/** The provider knows no keys, so the channel chooses. */
export const withoutKeys = (
  basis: Basis,
  messages: number,
  guarantee: 'at_most_once' | 'at_least_once',
): Scenario => ({
  ...everything(basis, messages),
  name: `every fault, no keys: ${guarantee.replaceAll('_', ' ')}`,
  guarantee,
});

/** Nothing fails but answers of the provider: the ambiguous sends are exactly those. */
export const answersLost = (
  basis: Basis,
  messages: number,
  guarantee: 'at_most_once' | 'at_least_once',
): Scenario => ({
  ...withoutKeys(basis, messages, guarantee),
  name: `answers lost: ${guarantee.replaceAll('_', ' ')}`,
  // No answer may be too late only because the machine is busy.
  factor: Math.min(basis.factor, 5),
  faults: undefined,
  troubles: { busy: 0, dropped: 0.1, hung: 0.05 },
});

/** Nothing fails at all. */
export const calm = (basis: Basis, messages: number): Scenario => ({
  ...everything(basis, messages, durationOf(messages, 10_000)),
  name: 'no faults',
  faults: undefined,
  troubles: none,
  slowModelCalls: 0.15,
  superseding: false,
});

export const withoutRedis = (basis: Basis, messages: number): Scenario => ({
  ...calm(basis, messages),
  name: 'no Redis at all',
  redis: false,
});

/** Redis is gone for half a minute and comes back empty, then hangs: webhooks must not notice. */
export const redisOutage = (basis: Basis, messages: number): Scenario => ({
  ...calm(basis, messages),
  name: 'Redis away for 30 s, then hanging for 8 s',
  durationMs: 60_000,
  slowModelCalls: 0,
  faults: {
    plan: [
      { at: 5_000, fault: { kind: 'redis-restarted-empty', downMs: 30_000 } },
      { at: 45_000, fault: { kind: 'redis-hangs', forMs: 8_000 } },
    ],
  },
  ackP99Ms: 300,
});

/** One safeguard less. */
export const ablated = (basis: Basis, messages: number): Scenario[] =>
  ablations(timesDividedBy(basis.factor).LEASE_MS).map((ablation) => {
    const { faults: kinds } = ablation;
    return {
      ...calm(basis, messages),
      name: `without: ${ablation.name.replace('no ', '')}`,
      faults: kinds === undefined ? undefined : { everyMs: faultEveryMs, kinds },
      troubles: ablation.expected === 'lost' ? usual : none,
      ablation,
    };
  });
