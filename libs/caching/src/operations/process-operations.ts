import { setTimeout } from 'node:timers/promises';
import { type CacheId } from '../keys.js';
import { type TieredCache } from '../tiered-cache.js';
import { type Warming, type WarmResult } from '../warming/warming.js';
import { type KeySighting, type LocalOperations, type WarmOrder } from './local-operations.js';
import { type ProcessReport, type ScopeFamilyReport, type ScopeReport } from './process-report.js';
import { type ScopeFamilies, type ScopeFigures } from './scope-figures.js';

const mostScopes = 20;

/** Says and does what operators ask of this process. */
export class ProcessOperations implements LocalOperations {
  readonly #since = new Date().toISOString();

  constructor(
    readonly process: string,
    private readonly cache: TieredCache,
    private readonly figures: ScopeFigures,
    private readonly warming: Warming,
    private readonly hottest: (families: readonly string[]) => Promise<string[]>,
  ) {}

  /** @param scope the only one to tell of */
  report(scope?: string): ProcessReport {
    const { families } = this.warming;
    return {
      process: this.process,
      since: this.#since,
      ...this.cache.stats(),
      warming: { ...this.warming.state(), families },
      scopes: this.#scopes(scope).map(([key, item]) => this.#scope(key, item)),
    };
  }

  versions(): Record<string, number> {
    const families = Object.entries(this.cache.stats().families);
    return Object.fromEntries(families.map(([name, { version }]) => [name, version]));
  }

  async sight(name: string, scope: string, id: CacheId): Promise<KeySighting | undefined> {
    const family = this.cache.declared(name);
    if (family === undefined) return undefined;
    const report = await this.cache.inspect(family, scope, id);
    return {
      ...report,
      version: family.version,
      ttlMs: Math.round(this.cache.ttlMs(family, scope)),
    };
  }

  async warm({
    scopes,
    families,
    priority,
    patienceMs,
  }: WarmOrder): Promise<WarmResult | null | undefined> {
    const wanted = this.warming.families.filter((family) => families?.includes(family) ?? true);
    if (wanted.length === 0) return undefined;
    const warmed = scopes ?? (await this.hottest(wanted));
    const done = this.warming.warm(warmed, priority, wanted);
    return Promise.race([done, setTimeout(patienceMs, null, { ref: false })]);
  }

  #scopes(scope: string | undefined): [string, ScopeFamilies][] {
    if (scope === undefined)
      return this.figures.top(mostScopes).map(({ key, item }) => [key, item]);
    const families = this.figures.of(scope);
    return families === undefined ? [] : [[scope, families]];
  }

  #scope(scope: string, item: ScopeFamilies): ScopeReport {
    const families = [...item].map(([name, figures]): [string, ScopeFamilyReport] => {
      const family = this.cache.declared(name);
      const ttlMs = family === undefined ? null : Math.round(this.cache.ttlMs(family, scope));
      return [name, { ...figures, requests: { ...figures.requests }, ttlMs }];
    });
    return { scope, families: Object.fromEntries(families) };
  }
}
