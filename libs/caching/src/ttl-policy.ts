import { type ChangeRate } from './change-rate.js';
import { type AnyFamily, type Family } from './family.js';

interface TtlOptions {
  /** Milliseconds by family name. */
  readonly familyTtlMs: Readonly<Record<string, number>>;
  readonly adaptiveTtl: boolean;
}

/** How long a value just loaded is fresh. */
export class TtlPolicy {
  constructor(
    private readonly options: TtlOptions,
    private readonly changes: ChangeRate,
  ) {}

  /**
   * @param group names the scope's family in the change rate
   * @param now milliseconds
   * @returns milliseconds
   */
  of<Value>(family: Family<Value>, value: Value, group: string, now: number): number {
    const ttlMs = this.current(family, group, now);
    return value === null ? Math.min(family.negativeTtlMs, ttlMs) : ttlMs;
  }

  /** The TTL of a value that is not null, in milliseconds. */
  current(family: AnyFamily, group: string, now: number): number {
    const bounds = this.options.adaptiveTtl ? family.adaptiveTtl : undefined;
    const interval = bounds && this.changes.interval(group, now);
    if (bounds === undefined || interval === undefined) return this.base(family);
    return Math.min(Math.max(interval, bounds.floorMs), bounds.ceilingMs);
  }

  isAdaptive(family: AnyFamily): boolean {
    return this.options.adaptiveTtl && family.adaptiveTtl !== undefined;
  }

  /** What holds where nothing is known of a scope, in milliseconds. */
  base(family: AnyFamily): number {
    return this.options.familyTtlMs[family.name] ?? family.ttlMs;
  }
}
