import {
  type CacheObserver,
  type InvalidationEvent,
  type RequestEvent,
  type RequestResult,
} from '../observer.js';
import { type Counted, SpaceSaving } from './space-saving.js';

/** What one scope did with one family since the process began to count the scope. */
export interface ScopeFamily {
  readonly requests: Record<RequestResult, number>;
  coalesced: number;
  invalidations: number;
}

/** By family name; invalidations of tags and of the whole scope stand under `*`. */
export type ScopeFamilies = Map<string, ScopeFamily>;

const noFigures = (): ScopeFamily => ({
  requests: { hit: 0, negative: 0, stale: 0, miss: 0, bypass: 0, error: 0 },
  coalesced: 0,
  invalidations: 0,
});

/** Figures per scope, of the busiest ones only: there may be any number of scopes. */
export class ScopeFigures implements CacheObserver {
  readonly #scopes: SpaceSaving<ScopeFamilies>;

  /** @param most how many scopes are kept apart */
  constructor(most: number) {
    this.#scopes = new SpaceSaving<ScopeFamilies>(most, () => new Map());
  }

  request({ family, scope, result, coalesced }: RequestEvent): void {
    const figures = familyOf(this.#scopes.count(scope), family);
    figures.requests[result]++;
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
}

function familyOf(families: ScopeFamilies, family: string): ScopeFamily {
  let figures = families.get(family);
  if (figures === undefined) {
    figures = noFigures();
    families.set(family, figures);
  }
  return figures;
}
