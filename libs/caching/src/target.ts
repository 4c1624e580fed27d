import { scopeOf, stampKeys, type CacheId } from './keys.js';
import { type Family } from './family.js';
import { type Place } from './local-tier.js';
import { type RequestEvent, type RequestResult, type Tier } from './observer.js';

/** One value asked for: see Targets. */
export interface Target<Value> extends Place {
  readonly family: Family<Value>;
  readonly scope: string;
  readonly id: CacheId;
  /** Keys of the stamps of its scope and family, which can void it besides its own key. */
  readonly stamps: readonly string[];
  readonly hits: HitEvents;
}

/** What observers are told of hits in this process: made once, because most requests are those. */
export interface HitEvents {
  readonly hit: RequestEvent;
  readonly negative: RequestEvent;
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

/** The stamps that can void an entry: its scope's, its family's, and one of each tag. */
export function stampKeysOf(
  { key, stamps }: Pick<Target<unknown>, 'key' | 'stamps'>,
  tags: readonly string[],
): readonly string[] {
  if (tags.length === 0) return stamps;
  const prefix = scopeOf(key);
  return stamps.concat(tags.map((tag) => stampKeys.tag(prefix, tag)));
}
