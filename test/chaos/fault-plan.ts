import { type KillPoint } from './links/kill-points.ts';
import { type LinkMode } from './links/link.ts';
import { type Random } from '../support/random.ts';
import { type ServiceName } from './service.ts';

const admission = /WITH known AS/;
const begin = /turn_attempts = turn_attempts \+ 1/;
const commit = /INSERT INTO message_answer/;
const claim = /FOR UPDATE SKIP LOCKED/;
const record = /WITH recorded AS/;

/** Every edge of the state machine at which a service can die. */
export const killPoints = {
  'before a message is stored': { statement: admission, when: 'before' },
  'after a message is stored, before the 2xx': { statement: admission, when: 'after' },
  'before the fence is taken': { statement: begin, when: 'before' },
  'after the fence is taken': { statement: begin, when: 'after', withRows: true },
  'before the commit of a turn': { statement: commit, when: 'before' },
  'after the commit of a turn': { statement: commit, when: 'after', withRows: true },
  'after a delivery is claimed': { statement: claim, when: 'after', withRows: true },
  'after the provider answered, before that is recorded': { statement: record, when: 'before' },
  'after a delivery is recorded': { statement: record, when: 'after' },
} satisfies Record<string, KillPoint>;

export type KillPointName = keyof typeof killPoints;

export type Fault =
  | { kind: 'kill'; service: ServiceName; index: number }
  | { kind: 'freeze'; service: ServiceName; index: number; forMs: number }
  | { kind: 'kill-point'; point: KillPointName; service: ServiceName; index: number }
  | { kind: 'kill-during-model-call' }
  | { kind: 'freeze-during-model-call'; forMs: number }
  | { kind: 'human-takes-over'; forMs: number }
  | { kind: 'kill-after-provider-took' }
  | { kind: 'partition'; link: number; mode: Exclude<LinkMode, 'open'>; forMs: number }
  | { kind: 'redis-restarted-empty'; downMs: number }
  | { kind: 'redis-hangs'; forMs: number }
  | { kind: 'postgres-restarted'; how: 'crash' | 'stop' }
  | { kind: 'provider-busy'; forMs: number }
  | { kind: 'model-fails'; forMs: number };

export interface PlannedFault {
  /** Milliseconds from the start. */
  at: number;
  fault: Fault;
}

export interface FaultOptions {
  durationMs: number;
  everyMs: number;
  leaseMs: number;
  jobLockMs: number;
  /** Only these kinds; all by default. */
  kinds?: readonly Fault['kind'][];
  replicas: Record<ServiceName, number>;
  links: number;
}

const edges = (random: Random, { replicas, leaseMs }: FaultOptions): Fault[] => {
  const names = Object.keys(killPoints) as KillPointName[];
  return [
    ...names.map((point): Fault => {
      const service = point.includes('message is stored') ? 'gateway' : 'agent-worker';
      const index = random.between(0, replicas[service] - 1);
      return { kind: 'kill-point', point, service, index };
    }),
    { kind: 'kill-during-model-call' },
    { kind: 'freeze-during-model-call', forMs: leaseMs * 1.5 },
    { kind: 'human-takes-over', forMs: random.between(300, 1500) },
    { kind: 'kill-after-provider-took' },
  ];
};

const anyService = (
  random: Random,
  replicas: FaultOptions['replicas'],
): {
  service: ServiceName;
  index: number;
} => {
  const service = random.pick<ServiceName>([
    'gateway',
    'agent-worker',
    'agent-worker',
    'catalog-service',
  ]);
  return { service, index: random.between(0, replicas[service] - 1) };
};

const others = (random: Random, { jobLockMs, replicas, links }: FaultOptions): Fault[] => {
  const partition = (): Fault => ({
    kind: 'partition',
    link: random.between(0, links - 1),
    mode: random.pick(['refuse', 'hold']),
    forMs: random.between(300, 2500),
  });
  const worker = random.between(0, replicas['agent-worker'] - 1);
  return [
    { kind: 'kill', ...anyService(random, replicas) },
    { kind: 'kill', ...anyService(random, replicas) },
    { kind: 'freeze', service: 'agent-worker', index: worker, forMs: jobLockMs + 500 },
    { kind: 'freeze', ...anyService(random, replicas), forMs: random.between(200, 2000) },
    partition(),
    partition(),
    partition(),
    partition(),
    { kind: 'redis-restarted-empty', downMs: random.between(0, 1500) },
    { kind: 'redis-hangs', forMs: random.between(500, 2000) },
    { kind: 'postgres-restarted', how: random.pick(['crash', 'stop']) },
    { kind: 'provider-busy', forMs: random.between(300, 1500) },
    { kind: 'model-fails', forMs: random.between(300, 2000) },
  ];
};

const oneRound = (random: Random, options: FaultOptions): Fault[] => {
  const all = [...edges(random, options), ...others(random, options)];
  return all.filter(({ kind }) => options.kinds?.includes(kind) ?? true);
};

/**
 * What will go wrong, and when. Faults come in rounds: each holds every edge of the state machine
 * and every other kind, in an order of its own.
 */
export const planFaults = (random: Random, options: FaultOptions): PlannedFault[] => {
  const planned: PlannedFault[] = [];
  let round: Fault[] = [];
  for (let at = options.everyMs; at < options.durationMs;) {
    if (round.length === 0) round = random.shuffle(oneRound(random, options));
    const fault = round.pop();
    if (fault !== undefined) planned.push({ at, fault });
    at += options.everyMs * (0.6 + random.next() * 0.8);
  }
  return planned;
};
