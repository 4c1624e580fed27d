import { encodeId, stampKeys, type CacheId, type Keys } from './keys.js';
import { type AnyFamily, type Family } from './family.js';
import { type HitEvents, type Target } from './target.js';

/** A family within a scope. */
interface Owner {
  readonly family: AnyFamily;
  readonly scope: string;
  /** Starts every key. */
  readonly start: string;
  readonly stamps: readonly string[];
  readonly hits: HitEvents;
  readonly targets: Map<string, Target<unknown>>;
}

/** Enough for what is hot; forgetting all at once is cheaper than keeping an order. */
const mostRemembered = 20_000;

/**
 * Makes targets and remembers them by what identifies them: a key built anew must be flattened and
 * hashed before a Map can look it up, which costs several times the look-up itself.
 */
export class Targets {
  readonly #families = new Map<AnyFamily, Map<string, Owner>>();
  #size = 0;
  /** Requests come in runs. */
  #latest: Owner | undefined;

  constructor(private readonly keys: Keys) {}

  /** @throws MissingScopeError */
  of<Value>(family: Family<Value>, scope: string, id: CacheId): Target<Value> {
    const owner = this.#ownerOf(family, scope);
    if (typeof id !== 'string') return make(family, scope, id, owner);
    // The owner is this family's, so what it remembers is of this Value.
    const known = owner.targets.get(id) as Target<Value> | undefined;
    if (known !== undefined) return known;
    const target = make(family, scope, id, owner);
    this.#makeRoom();
    owner.targets.set(id, target);
    return target;
  }

  #ownerOf(family: AnyFamily, scope: string): Owner {
    const latest = this.#latest;
    if (latest?.family === family && latest.scope === scope) return latest;
    this.#latest = this.#families.get(family)?.get(scope) ?? this.#own(family, scope);
    return this.#latest;
  }

  #own(family: AnyFamily, scope: string): Owner {
    const prefix = this.keys.scope(family.name, scope);
    const stamps = [stampKeys.scope(prefix), stampKeys.family(prefix, family.name)];
    const start = this.keys.start(family, scope);
    const hit = {
      family: family.name,
      scope,
      tier: 'l1',
      result: 'hit',
      coalesced: false,
    } as const;
    const hits = { hit, negative: { ...hit, result: 'negative' } } as const;
    const targets = new Map<string, Target<unknown>>();
    const owner = { family, scope, start, stamps, hits, targets };
    this.#makeRoom();
    const owners = this.#families.get(family) ?? new Map<string, Owner>();
    this.#families.set(family, owners.set(scope, owner));
    return owner;
  }

  #makeRoom(): void {
    if (++this.#size <= mostRemembered) return;
    this.#families.clear();
    this.#latest = undefined;
    this.#size = 1;
  }
}

function make<Value>(
  family: Family<Value>,
  scope: string,
  id: CacheId,
  { start, stamps, hits }: Owner,
): Target<Value> {
  return { family, scope, id, key: start + encodeId(id), stamps, hits, slot: undefined };
}
