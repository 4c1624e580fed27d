interface Slot<Item> {
  count: number;
  /** How much of the count may belong to keys that were there before. */
  readonly error: number;
  readonly item: Item;
}

export interface Counted<Item> {
  readonly key: string;
  /** Too high by `error` at most, never too low. */
  readonly count: number;
  readonly error: number;
  readonly item: Item;
}

/**
 * The most frequent keys of a stream in bounded memory, each with something that belongs to it.
 * Metwally, Agrawal, El Abbadi: "Efficient Computation of Frequent and Top-k Elements in Data
 * Streams" (ICDT 2005), Space-Saving: a new key takes the place, and the count, of the least
 * frequent one. Every key that makes up more than 1/capacity of the stream is kept.
 */
export class SpaceSaving<Item> {
  readonly #slots = new Map<string, Slot<Item>>();
  /** The least count when it was last looked for, and the keys that had it then. */
  #least = 0;
  #lowest: string[] = [];

  constructor(
    private readonly capacity: number,
    private readonly create: () => Item,
  ) {}

  /** Counts the key `times` more and returns what belongs to it. */
  count(key: string, times = 1): Item {
    const known = this.#slots.get(key);
    if (known !== undefined) {
      known.count += times;
      return known.item;
    }
    const error = this.#slots.size < this.capacity ? 0 : this.#giveUpOne();
    const item = this.create();
    this.#slots.set(key, { count: error + times, error, item });
    return item;
  }

  /** What belongs to the key, if it is kept, without counting it. */
  find(key: string): Item | undefined {
    return this.#slots.get(key)?.item;
  }

  /** Most frequent first. */
  top(most = this.capacity): Counted<Item>[] {
    return [...this.#slots]
      .map(([key, slot]) => ({ key, ...slot }))
      .sort((one, other) => other.count - one.count)
      .slice(0, most);
  }

  /** @returns the count of the key that had to go */
  #giveUpOne(): number {
    for (;;) {
      for (let key = this.#lowest.pop(); key !== undefined; key = this.#lowest.pop()) {
        // It may have been counted since.
        if (this.#slots.get(key)?.count !== this.#least) continue;
        this.#slots.delete(key);
        return this.#least;
      }
      this.#findLowest();
    }
  }

  /** One pass for as many replacements as there are keys with the least count. */
  #findLowest(): void {
    this.#least = Infinity;
    for (const { count } of this.#slots.values()) this.#least = Math.min(this.#least, count);
    for (const [key, { count }] of this.#slots) {
      if (count === this.#least) this.#lowest.push(key);
    }
  }
}
