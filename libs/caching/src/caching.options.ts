import { InvalidOptionsError } from './errors.js';
import { type CacheObserver } from './observer.js';
import { type RedisPlace } from './redis/handles.js';

export interface CachingOptions {
  /** `redis://…`; without it the cache lives in this process only. */
  redisUrl?: string;
  /**
   * Instead of `redisUrl`: some nodes of a Redis Cluster, by which it is found, as `redis://…`. User,
   * password and TLS are those of the first.
   */
  redisClusterNodes?: readonly string[];
  /** Starts every key. Letters, digits, `.`, `_`, `-` and `:`. */
  keyPrefix: string;
  /** `false` makes every read call its loader: the rollback switch (true). */
  enabled?: boolean;
  /**
   * How long a reader waits for Redis before it goes to the loader, in milliseconds (100). More
   * than 500 counts as 500: waiting longer for a cache defeats it.
   */
  commandTimeoutMs?: number;
  /** How long a connection attempt may take, in milliseconds (1000). Booting never waits for it. */
  connectTimeoutMs?: number;
  /** Entries held in this process at most (10,000). */
  maxEntries?: number;
  /** JSON bytes held in this process at most (64 MiB). */
  maxBytes?: number;
  /** Larger values are returned but not stored, in JSON bytes (1 MiB). */
  maxValueBytes?: number;
  /**
   * How long this process may keep an entry while it cannot hear the others' invalidations, in
   * milliseconds (400).
   */
  degradedTtlMs?: number;
  /** Overrides `ttlMs` by family name, in milliseconds, so that TTLs can be configuration. */
  familyTtlMs?: Readonly<Record<string, number>>;
  /** `false` switches the families' adaptive TTLs off (true). */
  adaptiveTtl?: boolean;
  observers?: readonly CacheObserver[];
  /**
   * What this process is called by operators, such as the name of the service. Without it, it can
   * ask others about their caches, but is not asked, and warms nothing unasked.
   */
  processName?: string;
  warming?: {
    /** Warmers that run at the same time (2). */
    concurrency?: number;
    /** Scopes that are warmed at start, and again before hours in which they are busy (100). */
    scopes?: number;
  };
}

type Optional = 'redisUrl' | 'redisClusterNodes' | 'processName';

export type ResolvedOptions = Required<Omit<CachingOptions, Optional | 'warming'>> & {
  /** If it is to be used. */
  redis?: RedisPlace;
  processName: string | undefined;
  warming: Required<NonNullable<CachingOptions['warming']>>;
};

const longestCommandMs = 500;

export function resolveOptions(options: CachingOptions): ResolvedOptions {
  return {
    redis: redisOf(options),
    keyPrefix: options.keyPrefix,
    enabled: options.enabled ?? true,
    commandTimeoutMs: Math.min(options.commandTimeoutMs ?? 100, longestCommandMs),
    connectTimeoutMs: options.connectTimeoutMs ?? 1000,
    maxEntries: options.maxEntries ?? 10_000,
    maxBytes: options.maxBytes ?? 64 * 1024 * 1024,
    maxValueBytes: options.maxValueBytes ?? 1024 * 1024,
    degradedTtlMs: options.degradedTtlMs ?? 400,
    familyTtlMs: options.familyTtlMs ?? {},
    adaptiveTtl: options.adaptiveTtl ?? true,
    observers: options.observers ?? [],
    processName: options.processName,
    warming: {
      concurrency: options.warming?.concurrency ?? 2,
      scopes: options.warming?.scopes ?? 100,
    },
  };
}

/** @throws InvalidOptionsError when two places are named, or one that is none */
function redisOf({ redisUrl, redisClusterNodes = [] }: CachingOptions): ResolvedOptions['redis'] {
  if (redisUrl !== undefined && redisClusterNodes.length > 0) {
    throw new InvalidOptionsError('Give either redisUrl or redisClusterNodes, not both.');
  }
  if (redisUrl !== undefined) requireUrl('redisUrl', redisUrl);
  for (const node of redisClusterNodes) requireUrl('redisClusterNodes', node);
  if (redisClusterNodes.length > 0) return { urls: redisClusterNodes, cluster: true };
  return redisUrl === undefined ? undefined : { urls: [redisUrl], cluster: false };
}

function requireUrl(option: string, url: string): void {
  if (URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol)) return;
  throw new InvalidOptionsError(`${option}: "redis://host:port" or "rediss://…" is wanted.`);
}
