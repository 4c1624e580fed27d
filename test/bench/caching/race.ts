import { type Row } from '../harness/report.js';
import { inRounds } from '../harness/rounds.js';
import { median } from '../harness/statistics.js';
import { type BenchOptions } from '../options.js';
import { type Contestant, type Entrant, type Setup } from './contestant.js';

/** A round is cut into short slices, so that what disturbs the machine disturbs all alike. */
const slicesPerRound = 4;

/** Operations per second by contestant's name, one figure for every slice. */
export type Rates = ReadonlyMap<string, readonly number[]>;

export interface Racer extends Contestant {
  readonly name: string;
}

/** Opens all of them on the same Redis, with keys of their own; all are closed when disposed. */
export const openAll = async (
  entrants: readonly Entrant[],
  setup: Omit<Setup, 'prefix'>,
): Promise<AsyncDisposable & { racers: Racer[] }> => {
  const racers: Racer[] = [];
  for (const { name, open } of entrants) {
    const prefix = `bench-${setup.memoryEntries}-${name.replaceAll(/\W+/g, '-')}`;
    racers.push({ name, ...(await open({ ...setup, prefix })) });
  }
  return {
    racers,
    async [Symbol.asyncDispose]() {
      await Promise.all(racers.map((racer) => racer.close()));
    },
  };
};

/** Operations per second over so many milliseconds at least; `work` does `count` of them. */
export const rate = async (
  count: number,
  milliseconds: number,
  work: () => Promise<unknown>,
): Promise<number> => {
  const startedAt = performance.now();
  for (let done = count; ; done += count) {
    await work();
    const elapsed = performance.now() - startedAt;
    if (elapsed >= milliseconds) return (done * 1000) / elapsed;
  }
};

/** Everyone in turns, slice by slice; a first time is to warm up. */
export const race = async (
  racers: readonly Racer[],
  { rounds, quick }: BenchOptions,
  measure: (racer: Racer) => Promise<number>,
): Promise<Rates> => {
  await inRounds(racers, 1, measure);
  const samples = await inRounds(racers, quick ? rounds : rounds * slicesPerRound, measure);
  return new Map([...samples].map(([{ name }, rates]) => [name, rates]));
};

/** How many times as fast as the other in the same slice, the median over the slices. */
export const ratio = (rates: Rates, own: string, other: string): number =>
  median(
    (rates.get(own) ?? []).map((mine, slice) => mine / (rates.get(other)?.[slice] ?? Number.NaN)),
  );

/** A row for each: what it does in a second, and that as a share of the floor's. */
export const rateRows = (rates: Rates, floor: string): Row[] =>
  [...rates].map(([name, own]) => ({
    name,
    figures: { 'per s': median(own), '/ floor': ratio(rates, name, floor) },
  }));
