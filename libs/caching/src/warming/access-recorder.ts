import { type ScopeFamily, type ScopeFigures } from '../operations/scope-figures.js';
import { type Accesses } from './access-store.js';

/**
 * What the busiest scopes of this process have read since it was last asked: the figures are
 * totals, Redis adds up differences.
 */
export class AccessRecorder {
  readonly #told = new WeakMap<ScopeFamily, number>();

  constructor(private readonly figures: ScopeFigures) {}

  /** @param families the only ones that are of interest */
  take(families: readonly string[]): Accesses {
    const accesses = new Map<string, Map<string, number>>();
    for (const { key: scope, item } of this.figures.top()) {
      for (const family of families) {
        const figures = item.get(family);
        if (figures === undefined) continue;
        const total = Object.values(figures.requests).reduce((sum, count) => sum + count, 0);
        const since = total - (this.#told.get(figures) ?? 0);
        this.#told.set(figures, total);
        if (since === 0) continue;
        const scopes = accesses.get(family) ?? new Map<string, number>();
        accesses.set(family, scopes.set(scope, since));
      }
    }
    return accesses;
  }
}
