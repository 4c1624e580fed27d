import { type BatchLoader } from './batch-reader.js';
import { type Family } from './family.js';
import { type CacheId } from './keys.js';
import { type Loader, type ReadOptions } from './target.js';
import { type TieredCache } from './tiered-cache.js';

/**
 * Cached values of one family. A scope is the owner of keys; values of different scopes never meet.
 *
 * `undefined` is never stored; `null`, `0`, `false`, `''` and `[]` are values. Values have passed
 * through JSON (or the family's codec) and are frozen, whichever tier they come from: copy before
 * changing. Redis trouble is never an error of these methods. All throw MissingScopeError.
 *
 * @example
 * constructor(@InjectFamily(products) private readonly cached: CacheFamily<Product | null>) {}
 * find(tenantId: string, id: string) {
 *   return this.cached.get(tenantId, id, () => this.load(tenantId, id));
 * }
 */
export class CacheFamily<Value> {
  /** @throws DuplicateFamilyError when another definition has the name */
  constructor(
    readonly family: Family<Value>,
    private readonly cache: TieredCache,
  ) {
    cache.register(family);
  }

  /**
   * The cached value, else what `loader` brings. Simultaneous callers share one load and its
   * rejection.
   * @throws what the loader throws, LoadTimeoutError, UnserialisableValueError
   */
  get(scope: string, id: CacheId, loader: Loader<Value>, options?: ReadOptions): Promise<Value> {
    return this.cache.get(this.family, scope, id, loader, options);
  }

  /**
   * Values by id, with one command to Redis and one call of `loadMany` for all that is missing.
   * An id for which it brings nothing is absent from the result and not remembered; bring `null`
   * to have its absence remembered.
   */
  getMany(
    scope: string,
    ids: readonly string[],
    loadMany: BatchLoader<Value>,
    options?: ReadOptions,
  ): Promise<Map<string, Value>> {
    return this.cache.getMany(this.family, scope, ids, loadMany, options);
  }

  /**
   * Stores a value known to be current. Loads under way can no longer replace it.
   * @throws UnserialisableValueError, ValueTooLargeError
   */
  set(scope: string, id: CacheId, value: Value): Promise<void> {
    return this.cache.set(this.family, scope, id, value);
  }

  /**
   * Takes back one value, everywhere; call it after the commit. This process reads its own write
   * as soon as the call is made, the others a few milliseconds later.
   * @param reason a short, stable word for metrics, such as `updated`
   */
  invalidate(scope: string, id: CacheId, reason: string): Promise<void> {
    return this.cache.invalidate(this.family, scope, id, reason);
  }

  /** Takes back all values of this family in the scope, at the cost of one. */
  invalidateScope(scope: string, reason: string): Promise<void> {
    return this.cache.invalidateFamily(this.family, scope, reason);
  }
}
