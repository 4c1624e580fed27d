/** How much the newest interval counts against the average so far. */
const weight = 0.3;
/** Fewer intervals say nothing. */
const enough = 3;
const mostGroups = 10_000;
/** Notes this close together, in milliseconds, are of one change, told of by several processes. */
const sameChangeMs = 50;

interface Rate {
  last: number;
  meanMs: number;
  intervals: number;
}

/** How often groups of keys are invalidated: an exponentially weighted mean of the intervals. */
export class ChangeRate {
  /** Least recently changed first. */
  readonly #rates = new Map<string, Rate>();

  /** @param now milliseconds */
  note(group: string, now: number): void {
    const rate = this.#rates.get(group);
    this.#rates.delete(group);
    this.#rates.set(group, next(rate, now));
    if (this.#rates.size <= mostGroups) return;
    for (const oldest of this.#rates.keys()) {
      this.#rates.delete(oldest);
      return;
    }
  }

  /** Milliseconds; a silence longer than the mean counts. `undefined` until enough was seen. */
  interval(group: string, now: number): number | undefined {
    const rate = this.#rates.get(group);
    if (rate === undefined || rate.intervals < enough) return undefined;
    return Math.max(rate.meanMs, now - rate.last);
  }
}

function next(rate: Rate | undefined, now: number): Rate {
  if (rate === undefined) return { last: now, meanMs: 0, intervals: 0 };
  const interval = now - rate.last;
  if (interval < sameChangeMs) return rate;
  const meanMs = rate.intervals === 0 ? interval : rate.meanMs + weight * (interval - rate.meanMs);
  return { last: now, meanMs, intervals: rate.intervals + 1 };
}
