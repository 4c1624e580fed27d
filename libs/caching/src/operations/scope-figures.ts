import {
  type CacheObserver,
  type InvalidationEvent,
  type RequestEvent,
  type RequestResult,
} from '../observer.js';
import { type Counted, SpaceSaving } from './space-saving.js';

/**
 * What one scope did with one family since the process began to count the scope. Where there were
 * many answers from memory they are an estimate.
 */
export interface ScopeFamily {
  readonly requests: Record<RequestResult, number>;
  coalesced: number;
  invalidations: number;
}

/** By family name; invalidations of tags and of the whole scope stand under `*`. */
export type ScopeFamilies = Map<string, ScopeFamily>;

/** So many answers from memory are all counted: a service that was just started shows figures. */
const allOfFirst = 1000;
/** Then one stands for so many on average, because counting it takes as long as giving it. */
const oneIn = 64;

const noFigures = (): ScopeFamily => ({
  requests: { hit: 0, negative: 0, stale: 0, miss: 0, bypass: 0, error: 0 },
  coalesced: 0,
  invalidations: 0,
});

/** Figures per scope, of the busiest ones only: there may be any number of scopes. */
export class ScopeFigures implements CacheObserver {
  readonly #scopes: SpaceSaving<ScopeFamilies>;
  #allOf = allOfFirst;
  #skip = 0;

  /** @param most how many scopes are kept apart */
  constructor(most: number) {
    this.#scopes = new SpaceSaving<ScopeFamilies>(most, () => new Map());
  }

  request({ family, scope, tier, result, coalesced }: RequestEvent): void {
    const times = tier === 'l1' ? this.#sample() : 1;
    if (times === 0) return;
    const figures = familyOf(this.#scopes.count(scope, times), family);
    figures.requests[result] += times;
    if (coalesced) figures.coalesced++;
  }

  invalidation({ family, scope }: InvalidationEvent): void {
    // Only requests make a scope one of the busiest.
    const families = this.#scopes.find(scope);
    if (families !== undefined) familyOf(families, family).invalidations++;
  }

  /** `undefined`: the scope is not among the busiest. */
  of(scope: string): ScopeFamilies | undefined {
    return this.#scopes.find(scope);
  }

  /** Busiest first. */
  top(most?: number): Counted<ScopeFamilies>[] {
    return this.#scopes.top(most);
  }

  /** For how many answers from memory the next one stands; 0: an earlier one stood for it. */
  #sample(): number {
    if (this.#allOf > 0) {
      this.#allOf--;
      return 1;
    }
    if (--this.#skip > 0) return 0;
    // At random, so that no rhythm of the callers decides who is counted.
    this.#skip = 1 + Math.floor(Math.random() * (2 * oneIn - 1));
    return oneIn;
  }
}

function familyOf(families: ScopeFamilies, family: string): ScopeFamily {
  let figures = families.get(family);
  if (figures === undefined) {
    figures = noFigures();
    families.set(family, figures);
  }
  return figures;
}
