import { quantile } from './statistics.js';

export interface LoopSample {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of the operations that did what they were to do. */
  readonly successShare: number;
}

/** Callers of which each starts its next operation when its last one has ended, until time is up. */
export const closedLoop = async (
  { callers, milliseconds }: { callers: number; milliseconds: number },
  operate: (operation: number) => Promise<boolean>,
): Promise<LoopSample> => {
  const latencies: number[] = [];
  let started = 0;
  let succeeded = 0;
  const startedAt = performance.now();
  const call = async (): Promise<void> => {
    for (let now = startedAt; now - startedAt < milliseconds;) {
      if (await operate(started++)) succeeded++;
      const before = now;
      now = performance.now();
      latencies.push(now - before);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    perSecond: started / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    successShare: succeeded / started,
  };
};
