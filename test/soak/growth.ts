/** Bytes in use. */
export interface Sample {
  readonly heap: number;
  readonly rss: number;
}

export interface Growth {
  /** Bytes: the median of the samples soon after warm-up, and that of the last ones. */
  readonly from: number;
  readonly to: number;
  readonly bound: number;
  readonly passed: boolean;
}

/** Left out of the samples: code is compiled and caches are filled. */
const warmUp = 0.25;
/** Of what is left, compared: the first and the last of it. */
const compared = 0.25;
/** What is no growth: fragmentation, and the moment at which a sample is taken. */
const slack = { heap: { share: 0.05, bytes: 2 ** 21 }, rss: { share: 0.1, bytes: 2 ** 24 } };

export const sample = (): Sample => {
  globalThis.gc?.();
  const { heapUsed: heap, rss } = process.memoryUsage();
  return { heap, rss };
};

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Whether memory has grown between the time after warm-up and the end. */
export const growth = (samples: readonly Sample[]): Record<keyof Sample, Growth> => {
  const warm = samples.slice(Math.floor(samples.length * warmUp));
  const count = Math.max(1, Math.floor(warm.length * compared));
  const judge = (kind: keyof Sample): Growth => {
    const values = warm.map((each) => each[kind]);
    const [from, to] = [middle(values.slice(0, count)), middle(values.slice(-count))];
    const bound = from * (1 + slack[kind].share) + slack[kind].bytes;
    return { from, to, bound, passed: to <= bound };
  };
  return { heap: judge('heap'), rss: judge('rss') };
};
