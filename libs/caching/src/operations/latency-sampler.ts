import { AsyncLocalStorage } from 'node:async_hooks';
import { type CacheObserver, type RequestEvent, type Tier } from '../observer.js';

interface Sample {
  tier: Tier | undefined;
}

/** So many reads are all timed: a service that was just started shows figures. */
const allOfFirst = 1000;
/** Then one in so many (a power of two), because reading the clock takes as long as a hit. */
const oneIn = 64;

/** Times reads as their callers see them, by the tier that answered. */
export class LatencySampler implements CacheObserver {
  readonly #asking = new AsyncLocalStorage<Sample>();
  #asked = 0;
  #open = 0;

  constructor(
    private readonly record: (family: string, tier: Tier, milliseconds: number) => void,
  ) {}

  /** Whether the next read is to be timed. */
  get due(): boolean {
    const nth = this.#asked++;
    return nth < allOfFirst || (nth & (oneIn - 1)) === 0;
  }

  time<Value>(family: string, ask: () => Promise<Value>): Promise<Value> {
    const sample: Sample = { tier: undefined };
    const started = performance.now();
    this.#open++;
    const answer = this.#asking.run(sample, ask);
    const end = (): void => {
      this.#open--;
      if (sample.tier !== undefined) this.record(family, sample.tier, performance.now() - started);
    };
    answer.then(end, end);
    return answer;
  }

  /** Runs in the asker's context; of reads within a read, the outer one is reported last. */
  request({ tier }: RequestEvent): void {
    if (this.#open === 0) return;
    const sample = this.#asking.getStore();
    if (sample !== undefined) sample.tier = tier;
  }
}
