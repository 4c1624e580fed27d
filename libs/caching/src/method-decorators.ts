import { Inject } from '@nestjs/common';
import { type CacheFamily } from './cache-family.js';
import { type AnyFamily, type Family } from './family.js';
import { familyToken } from './inject-family.js';
import { type CacheId } from './keys.js';

/** Where the result of a call lies in the cache. */
export interface CachePlace {
  /** The owner; missing throws MissingScopeError. */
  scope: string;
  id: CacheId;
  /** `false` calls the method and leaves the cache alone (true). */
  useCache?: boolean;
}

/** What a call makes stale: one value, or without `id` the whole family in the scope. */
export interface EvictedPlace {
  scope: string;
  id?: CacheId;
}

type AsyncMethod<Args extends unknown[], Result> = (...args: Args) => Promise<Result>;

/** Fits methods that take at least the arguments `Args`. */
type AsyncMethodDecorator<Args extends unknown[], Result> = <
  Rest extends unknown[],
  Returned extends Result,
>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<AsyncMethod<[...Args, ...Rest], Returned>>,
) => void;

/**
 * Answers a provider's method from the cache; its body is the loader. `place` gets the arguments
 * of the call. The class's module must name the family in `CachingModule.forFeature`.
 *
 * @example
 * \@Cached(products, (tenantId: string, id: string) => ({ scope: tenantId, id }))
 * find(tenantId: string, id: string): Promise<Product | null> { … }
 */
export function Cached<Value, Args extends unknown[]>(
  family: Family<Value>,
  place: (...args: Args) => CachePlace,
): AsyncMethodDecorator<Args, Value> {
  return (target, _name, descriptor) => {
    const cacheOf = injectFamily(family, target);
    wrap<Args, Value>(descriptor, async (instance, method, args) => {
      const { scope, id, useCache } = place(...args);
      const load = () => method.apply(instance, args);
      return cacheOf(instance).get(scope, id, load, { useCache });
    });
  };
}

/**
 * Takes back what a provider's method has made stale, once it has succeeded and before it returns.
 * Stands on the method that commits, not on one inside the transaction.
 *
 * @param reason a short, stable word for metrics, such as `updated`
 * @example
 * \@Evicts(products, 'updated', (tenantId: string, id: string) => ({ scope: tenantId, id }))
 * update(tenantId: string, id: string): Promise<Product> { … }
 */
export function Evicts<Args extends unknown[]>(
  family: AnyFamily,
  reason: string,
  place: (...args: Args) => EvictedPlace,
): AsyncMethodDecorator<Args, unknown> {
  return (target, _name, descriptor) => {
    const cacheOf = injectFamily(family, target);
    wrap<Args, unknown>(descriptor, async (instance, method, args) => {
      const result = await method.apply(instance, args);
      const { scope, id } = place(...args);
      const cache = cacheOf(instance);
      await (id === undefined
        ? cache.invalidateScope(scope, reason)
        : cache.invalidate(scope, id, reason));
      return result;
    });
  };
}

/** Nest sets the property when it makes the instance, and fails at start if the family is missing. */
function injectFamily<Value>(
  family: Family<Value>,
  target: object,
): (instance: object) => CacheFamily<Value> {
  const property = Symbol.for(familyToken(family));
  Inject(familyToken(family))(target, property);
  return (instance) =>
    (instance as Record<symbol, CacheFamily<Value>>)[property] as CacheFamily<Value>;
}

/** @param descriptor of a method that takes `Args`, perhaps more, and returns a `Result` */
function wrap<Args extends unknown[], Result>(
  descriptor: PropertyDescriptor,
  around: (instance: object, method: AsyncMethod<Args, Result>, args: Args) => Promise<Result>,
): void {
  const method = descriptor.value as AsyncMethod<Args, Result>;
  descriptor.value = function (this: object, ...args: Args): Promise<Result> {
    return around(this, method, args);
  };
}
