import { stampKeys, type CacheId, type Keys } from './keys.js';
import { type Family } from './family.js';
import { type RequestResult, type Tier } from './observer.js';

/** One value asked for. */
export interface Target<Value> {
  readonly family: Family<Value>;
  readonly scope: string;
  readonly id: CacheId;
  readonly key: string;
}

/** Where a value came from, for whoever asked. */
export interface Outcome<Value> {
  readonly value: Value;
  readonly tier: Tier;
  readonly result: RequestResult;
}

export type Loader<Value> = () => Promise<Value>;

export interface ReadOptions {
  /** `false` calls the loader and leaves the cache alone (true). */
  useCache?: boolean;
}

/** @throws MissingScopeError */
export function target<Value>(
  keys: Keys,
  family: Family<Value>,
  scope: string,
  id: CacheId,
): Target<Value> {
  return { family, scope, id, key: keys.entry(family, scope, id) };
}

/** What can void an entry besides its own key. */
export function stampKeysOf(
  scopePrefix: string,
  family: string,
  tags: readonly string[],
): string[] {
  const broad = [stampKeys.scope(scopePrefix), stampKeys.family(scopePrefix, family)];
  return broad.concat(tags.map((tag) => stampKeys.tag(scopePrefix, tag)));
}
