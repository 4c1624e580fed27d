/** `unknown`: a stamp has to be read from Redis first. */
export type Verdict = 'valid' | 'void' | 'unknown';

const mostStamps = 100_000;

/**
 * What this process knows about invalidation stamps: when (microseconds of server time) a tag was
 * last invalidated. An entry whose load started no later than one of its stamps is void, so
 * invalidating a tag costs the same however many entries carry it.
 */
export class Stamps {
  /** Grows with every change, so that an entry judged in this epoch need not be judged again. */
  epoch = 0;
  /** Grows when messages may have been missed: what was asked before must not be learned after. */
  generation = 0;
  readonly #known = new Map<string, number>();
  /** Own invalidations that Redis has not heard of yet. */
  readonly #floors = new Map<string, number>();

  /**
   * Whether a stamp nobody told us of counts as "never invalidated": true without a bus, when
   * entries are short-lived or the process is the only one.
   */
  #trustsUnknown = true;

  /** @param onForget called when local entries can no longer be judged and must go */
  constructor(private readonly onForget: () => void) {}

  learn(key: string, micros: number): void {
    if (micros < (this.#known.get(key) ?? -1)) return;
    if (this.#known.size >= mostStamps && !this.#known.has(key)) this.restart(this.#trustsUnknown);
    this.#known.set(key, micros);
    this.epoch++;
  }

  /** Holds until `release`, whatever is learned or forgotten meanwhile. */
  hold(key: string, micros: number): void {
    this.#floors.set(key, micros);
    this.epoch++;
  }

  /** Ends the hold with these micros; a newer one stays. */
  release(key: string, micros: number): void {
    if (this.#floors.get(key) === micros) this.#floors.delete(key);
  }

  /** Whether Redis has yet to hear of one of these: nothing it holds under them can be trusted. */
  held(keys: readonly string[]): boolean {
    return this.#floors.size > 0 && keys.some((key) => this.#floors.has(key));
  }

  unknown(keys: readonly string[]): string[] {
    return this.#trustsUnknown ? [] : keys.filter((key) => !this.#known.has(key));
  }

  judge(start: number, keys: readonly string[]): Verdict {
    let verdict: Verdict = 'valid';
    for (const key of keys) {
      const stamp = this.#known.get(key);
      if (start <= (this.#floors.get(key) ?? -1)) return 'void';
      if (stamp === undefined) verdict = this.#trustsUnknown ? verdict : 'unknown';
      else if (start <= stamp) return 'void';
    }
    return verdict;
  }

  /** Forgets everything: messages may have been missed, or will be from now on. */
  restart(trustsUnknown: boolean): void {
    this.#known.clear();
    this.#trustsUnknown = trustsUnknown;
    this.epoch++;
    this.generation++;
    this.onForget();
  }
}
