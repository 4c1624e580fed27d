/** How often each bucket was met; reports of several processes add up bucket by bucket. */
export type Counts = readonly number[];

/** Up to 134 s; what takes longer counts as that. */
const buckets = 55;

export const noCounts = (): number[] => new Array<number>(buckets).fill(0);

/**
 * Bucket n counts durations of up to 2^(n/2) microseconds, so that a percentile is too high by less
 * than the square root of two, whether it is one of memory or of a slow loader.
 */
export function countDuration(counts: number[], milliseconds: number): void {
  const bucket = Math.ceil(2 * Math.log2(Math.max(1, milliseconds * 1000)));
  const index = Math.min(bucket, buckets - 1);
  counts[index] = (counts[index] ?? 0) + 1;
}

export const addCounts = (one: Counts, other: Counts): number[] =>
  noCounts().map((_, index) => (one[index] ?? 0) + (other[index] ?? 0));

/** Milliseconds; all 0 where nothing was counted. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export function percentiles(counts: Counts): Percentiles {
  const count = counts.reduce((sum, times) => sum + times, 0);
  const at = (share: number): number => (count === 0 ? 0 : quantile(counts, share * count));
  return { count, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The upper end of the bucket that holds the `rank`th smallest, in milliseconds to three digits. */
function quantile(counts: Counts, rank: number): number {
  let below = 0;
  const bucket = counts.findIndex((times) => (below += times) >= rank);
  return Number((2 ** (bucket / 2) / 1000).toPrecision(3));
}
