import { OperationsUnavailableError, UnknownFamilyError } from '../errors.js';
import { type CacheId } from '../keys.js';
import { type TieredCache } from '../tiered-cache.js';
import { type WarmResult } from '../warming/warming.js';
import { type Intercom, type Reply } from './intercom.js';
import { type InvalidationLog, type InvalidationRecord } from './invalidation-log.js';
import { type KeyReport } from './key-report.js';
import { type KeySighting, type LocalOperations, type WarmOrder } from './local-operations.js';
import { type ProcessReport } from './process-report.js';
import {
  type FamilySummary,
  type ScopeSummary,
  sumFamilies,
  sumInvalidations,
  sumScopes,
} from './summary.js';

/** How much of the whole an answer covers. */
export interface Coverage {
  /** Every living process has answered. */
  readonly complete: boolean;
  /** Processes that live and did not answer in time. */
  readonly silent: readonly string[];
  /** What is missing, and why; `null`: nothing. */
  readonly note: string | null;
}

export interface CacheOverview extends Coverage {
  readonly families: Readonly<Record<string, FamilySummary>>;
  /** Invalidations of tags and of whole scopes, by reason. */
  readonly broadInvalidations: Readonly<Record<string, number>>;
  /** The busiest, busiest first; or the one asked for. */
  readonly scopes: readonly ScopeSummary[];
  /** Each process by itself. */
  readonly processes: readonly ProcessReport[];
}

export interface KeyOverview extends Coverage {
  /** Those that declare the family. */
  readonly processes: readonly (KeySighting & { readonly process: string })[];
  /** The newest invalidation that took the value back, as far as it is remembered. */
  readonly lastInvalidation: InvalidationRecord | null;
}

/** What is to be taken back of a scope. */
export type InvalidationTarget =
  | { readonly kind: 'entry'; readonly family: string; readonly id: CacheId }
  | { readonly kind: 'tags'; readonly tags: readonly string[] }
  | { readonly kind: 'family'; readonly family: string }
  | { readonly kind: 'scope' };

export interface Invalidated {
  /** Whether Redis, and by it the other processes, have heard of all of it. */
  readonly told: boolean;
  /** Why not; `null`: they have. */
  readonly note: string | null;
}

export interface WarmOverview extends Coverage {
  /** Each that has warmers for it; `null`: it is still at it. */
  readonly processes: readonly { readonly process: string; readonly result: WarmResult | null }[];
}

/** For an answer that a process has ready. */
const patienceMs = 1000;

/** Scopes that are invalidated together. */
const atATime = 50;

const whole: Coverage = { complete: true, silent: [], note: null };

/**
 * The cache of all processes as an operator sees and steers it. Where Redis does not answer, it
 * says so and tells what this process knows.
 */
export class CacheOperations {
  /** Families this process has heard of from others, with their versions. */
  readonly #heardOf = new Map<string, Set<number>>();

  constructor(
    private readonly cache: TieredCache,
    private readonly local: LocalOperations,
    private readonly log: InvalidationLog,
    /** `undefined`: this process is all there is. */
    private readonly intercom: Intercom | undefined,
  ) {}

  /** @param scope the only one to tell of */
  async overview(scope?: string): Promise<CacheOverview> {
    const { replies, coverage } = await this.#ask('report', scope, () =>
      Promise.resolve(this.local.report(scope)),
    );
    const processes = replies.map(({ value }) => value);
    const families = sumFamilies(processes);
    const broadInvalidations = sumInvalidations(processes, '*');
    const scopes = sumScopes(processes);
    return { ...coverage, families, broadInvalidations, scopes, processes };
  }

  /**
   * Where a value is, how old it is, and who took it back last.
   * @throws UnknownFamilyError, MissingScopeError
   */
  async lookUp(family: string, scope: string, id: CacheId): Promise<KeyOverview> {
    await this.#versionsOf(family);
    const [{ replies, coverage }, history] = await Promise.all([
      this.#ask('sight', { family, scope, id }, () => this.local.sight(family, scope, id)),
      this.log.history(scope),
    ]);
    const processes = replies.map(({ process, value }) => ({ process, ...value }));
    const tags = processes.flatMap(({ l1, l2 }) => tagsOf(l1) ?? tagsOf(l2) ?? []);
    const isKnown = processes.some(({ l1, l2 }) => (tagsOf(l1) ?? tagsOf(l2)) !== undefined);
    const place = { family, scope, id, tags: isKnown ? tags : undefined };
    return { ...coverage, processes, lastInvalidation: this.log.lastOf(history, place) ?? null };
  }

  /**
   * Takes values of scopes back, in every process.
   * @throws UnknownFamilyError, OperationsUnavailableError, MissingScopeError
   */
  async invalidate(
    scopes: readonly string[],
    target: InvalidationTarget,
    reason: string,
  ): Promise<Invalidated> {
    const invalidateOne = await this.#invalidation(target, reason);
    for (let from = 0; from < scopes.length; from += atATime) {
      await Promise.all(scopes.slice(from, from + atATime).map(invalidateOne));
    }
    const { enabled, redis } = this.cache.stats();
    if (!enabled) return { told: false, note: 'caching is switched off here: nobody was told' };
    if ((redis?.queuedInvalidations ?? 0) === 0) return { told: true, note: null };
    return { told: false, note: 'Redis does not answer: it and the others are told when it does' };
  }

  /** @throws UnknownFamilyError, OperationsUnavailableError when those that would know are silent */
  async assertFamily(family: string): Promise<void> {
    await this.#versionsOf(family);
  }

  /**
   * Has every process that can warm the scopes; values are loaded once, by one of them.
   * @throws UnknownFamilyError
   */
  async warm(order: WarmOrder): Promise<WarmOverview> {
    for (const family of order.families ?? []) await this.#versionsOf(family);
    const { replies, coverage } = await this.#ask(
      'warm',
      order,
      () => this.local.warm(order),
      order.patienceMs + patienceMs,
    );
    const processes = replies.map(({ process, value }) => ({ process, result: value }));
    return { ...coverage, processes };
  }

  /** The newest of a scope first. */
  async invalidationsOf(scope: string): Promise<readonly InvalidationRecord[]> {
    return (await this.log.history(scope)).records;
  }

  async #invalidation(
    target: InvalidationTarget,
    reason: string,
  ): Promise<(scope: string) => Promise<unknown>> {
    const { cache } = this;
    switch (target.kind) {
      case 'entry': {
        const { family: name, id } = target;
        const versions = [...(await this.#versionsOf(name))];
        return (scope) =>
          Promise.all(
            versions.map((version) => cache.invalidate({ name, version }, scope, id, reason)),
          );
      }
      case 'tags':
        return (scope) => cache.invalidateTags(scope, target.tags, reason);
      case 'family':
        await this.#versionsOf(target.family);
        return (scope) => cache.invalidateFamily({ name: target.family }, scope, reason);
      case 'scope':
        return (scope) => cache.invalidateScope(scope, reason);
    }
  }

  /** Asks all; where Redis does not answer, only this process. */
  async #ask<Value>(
    verb: string,
    argument: unknown,
    here: () => Promise<Value | undefined>,
    patience = patienceMs,
  ): Promise<{ replies: readonly Reply<Value>[]; coverage: Coverage }> {
    const { process } = this.local;
    const alone = async (): Promise<readonly Reply<Value>[]> => {
      const value = await here();
      return value === undefined ? [] : [{ process, value }];
    };
    if (this.intercom === undefined) return { replies: await alone(), coverage: whole };
    try {
      const { replies, silent } = await this.intercom.ask<Value>(verb, argument, patience);
      const note = silent.length === 0 ? null : `${silent.length} processes did not answer in time`;
      return { replies, coverage: { complete: note === null, silent, note } };
    } catch {
      const note = `Redis does not answer: this is what ${process} knows by itself`;
      return { replies: await alone(), coverage: { complete: false, silent: [], note } };
    }
  }

  /** @throws UnknownFamilyError, OperationsUnavailableError when those that would know are silent */
  async #versionsOf(family: string): Promise<ReadonlySet<number>> {
    const { replies, coverage } = await this.#ask('versions', undefined, () =>
      Promise.resolve(this.local.versions()),
    );
    for (const [name, version] of replies.flatMap(({ value }) => Object.entries(value))) {
      this.#heardOf.set(name, (this.#heardOf.get(name) ?? new Set()).add(version));
    }
    const versions = this.#heardOf.get(family);
    if (versions !== undefined) return versions;
    if (coverage.note !== null) throw new OperationsUnavailableError(family, coverage.note);
    throw new UnknownFamilyError(family, [...this.#heardOf.keys()].sort());
  }
}

const tagsOf = (facts: KeyReport['l2']): readonly string[] | undefined =>
  facts === null || facts === 'unavailable' ? undefined : facts.tags;
