import { randomUUID } from 'node:crypto';
import { CacheFamily } from '../src/cache-family.js';
import { type CachingOptions } from '../src/caching.options.js';
import { defineFamily, type FamilyOptions } from '../src/family.js';
import { type InvalidationEvent, type RequestEvent } from '../src/observer.js';
import { TieredCache } from '../src/tiered-cache.js';

/** A cache that records what it reports and closes itself at the end of its scope. */
export class ObservedCache extends TieredCache implements Disposable {
  readonly requests: RequestEvent[] = [];
  readonly invalidations: InvalidationEvent[] = [];
  readonly troubles: unknown[] = [];

  readonly prefix: string;

  constructor(options: Partial<CachingOptions> = {}) {
    const { keyPrefix = `test-${randomUUID()}` } = options;
    super({ ...options, keyPrefix });
    this.prefix = keyPrefix;
    this.addObserver({
      request: (event) => void this.requests.push(event),
      invalidation: (event) => void this.invalidations.push(event),
      trouble: ({ error }) => void this.troubles.push(error),
    });
  }

  /** `l1 hit`, `loader miss`, …: one for every request so far. */
  get results(): string[] {
    return this.requests.map(({ tier, result }) => `${tier} ${result}`);
  }

  family<Value>(options: Partial<FamilyOptions<Value>> = {}): CacheFamily<Value> {
    // Early refresh is random: only its own test wants it.
    const defaults = { name: 'things', version: 1, ttlMs: 60_000, earlyRefreshBeta: 0 };
    return new CacheFamily(defineFamily<Value>({ ...defaults, ...options }), this);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** A loader that counts its runs. `source.value` may be changed, like a row in a database. */
export class Source<Value> {
  loads = 0;

  constructor(
    public value: Value,
    private readonly takesMs = 0,
  ) {}

  readonly load = async (): Promise<Value> => {
    this.loads++;
    const { value } = this;
    if (this.takesMs > 0) await new Promise((resolve) => setTimeout(resolve, this.takesMs));
    return value;
  };
}

/** Resolves once the condition holds; rejects, naming it, when it does not within the time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  withinMs = 5000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never came true: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
