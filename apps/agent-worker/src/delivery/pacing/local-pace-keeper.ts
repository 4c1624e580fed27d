import { type Pace, type PaceKeeper } from './pace.js';

/** Beyond this many, those that are at rest are forgotten. */
const maxRemembered = 10_000;

/** Keeps this process's paces: what is left of them without Redis. */
export class LocalPaceKeeper implements PaceKeeper {
  /** When each would be at rest again, by the clock given. */
  private readonly restingAt = new Map<string, number>();

  /** @param now milliseconds, monotonic */
  constructor(private readonly now: () => number = () => performance.now()) {}

  take(paces: readonly Pace[], cost: number): Promise<number> {
    const now = this.now();
    const states = paces.map(({ key, intervalMs, burst }) => {
      const resting = Math.max(this.restingAt.get(key) ?? 0, now);
      return {
        key,
        waitMs: resting - now - intervalMs * (burst - 1),
        next: resting + intervalMs * cost,
      };
    });
    const waitMs = Math.max(0, ...states.map((state) => state.waitMs));
    if (waitMs === 0) {
      for (const { key, next } of states) this.restingAt.set(key, next);
      if (this.restingAt.size > maxRemembered) this.forgetResting(now);
    }
    return Promise.resolve(waitMs);
  }

  private forgetResting(now: number): void {
    for (const [key, at] of this.restingAt) if (at <= now) this.restingAt.delete(key);
  }
}
