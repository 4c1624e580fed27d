import { InvalidDedupOptionsError } from './errors.js';
import { type DedupObserver } from './events.js';
import { type IdempotencyStore } from './idempotency/idempotency-store.js';
import { type QuerySql } from './fences/query-sql.js';
import { type ForcedRelease } from './leases/forced-release.js';

export interface DedupOptions {
  /**
   * Independent Redis nodes (not replicas of one another): 1, 3 or 5. None: `fences` alone hold the
   * leases.
   */
  redisUrls: readonly string[];
  /** Starts every key. Letters, digits, `.`, `_`, `-`, `:`, `{` and `}`. */
  keyPrefix: string;
  /** Who holds a lease, as `inspect` and `list` show it. */
  workerId: string;
  /** No lease may ask for more, in milliseconds (300,000). */
  maxTtlMs?: number;
  /** The TTL of a lease that asks for none, in milliseconds (30,000). */
  defaultTtlMs?: number;
  /** How long one node may take to answer a command, in milliseconds (200). */
  nodeTimeoutMs?: number;
  /** How often a waiting caller tries again on average, in milliseconds (50). */
  retryDelayMs?: number;
  /** Gives every lease a fencing token from PostgreSQL (`createFenceTableSql`). */
  fences?: QuerySql;
  /** How long the fence store may take to answer, in milliseconds (2000). */
  fenceTimeoutMs?: number;
  /** Where processing states and first answers are kept (the first of `redisUrls`). */
  stateRedisUrl?: string;
  /** Where first answers are kept instead: they are as durable as their store. */
  idempotencyStore?: IdempotencyStore;
  /** How long a processing state is remembered, in milliseconds (600,000). */
  stateTtlMs?: number;
  /** Sees everything that happens: for logs and metrics. Must be quick. */
  onEvent?: DedupObserver;
  /**
   * Runs before a forced release: the place to bump a fence of one's own and to write an audit
   * record. Nothing is released when it rejects.
   */
  onForceRelease?: (release: ForcedRelease) => Promise<void>;
}

type Defaulted =
  'maxTtlMs' | 'defaultTtlMs' | 'nodeTimeoutMs' | 'retryDelayMs' | 'fenceTimeoutMs' | 'stateTtlMs';

export type ResolvedDedupOptions = DedupOptions & Required<Pick<DedupOptions, Defaulted>>;

/** @throws InvalidDedupOptionsError */
export function resolveOptions(options: DedupOptions): ResolvedDedupOptions {
  const { redisUrls, keyPrefix, workerId, maxTtlMs = 300_000 } = options;
  const nodes = redisUrls.length;
  // With an even number two halves of the votes can each wait for the other for ever.
  if (nodes % 2 === 0 && (nodes > 0 || options.fences === undefined)) {
    throw new InvalidDedupOptionsError(
      `redisUrls names ${nodes} nodes: give 1, 3 or 5 independent Redis, or none and \`fences\`.`,
    );
  }
  // It becomes part of a Lua script.
  if (!/^[\w.:{}-]+$/.test(keyPrefix)) {
    throw new InvalidDedupOptionsError(
      `keyPrefix is "${keyPrefix}": use letters, digits, ".", "_", "-", ":", "{" and "}".`,
    );
  }
  if (workerId === '') throw new InvalidDedupOptionsError('workerId is empty: name this process.');
  return {
    ...options,
    maxTtlMs,
    defaultTtlMs: Math.min(options.defaultTtlMs ?? 30_000, maxTtlMs),
    nodeTimeoutMs: options.nodeTimeoutMs ?? 200,
    retryDelayMs: options.retryDelayMs ?? 50,
    fenceTimeoutMs: options.fenceTimeoutMs ?? 2000,
    stateRedisUrl: options.stateRedisUrl ?? redisUrls[0],
    stateTtlMs: options.stateTtlMs ?? 600_000,
  };
}
