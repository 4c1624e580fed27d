import { type Entry } from './entry.js';
import { type Stamps } from './stamps.js';

interface Slot {
  readonly entry: Entry;
  readonly family: string;
  readonly stampKeys: readonly string[];
  readonly notAfter: number;
  readonly bytes: number;
  /** The stamps' epoch in which the entry was last found valid. */
  epoch: number;
  /** Read since it was last passed over for eviction. */
  used: boolean;
}

export interface LocalTierLimits {
  maxEntries: number;
  /** Of keys and JSON; the heap takes two to three times as much. */
  maxBytes: number;
}

/** What this process holds of one family. */
export interface LocalUsage {
  entries: number;
  bytes: number;
  /** Entries that had to go for others, since the process started. */
  evictions: number;
}

/** What a slot costs besides key and value. */
const slotBytes = 128;

/**
 * L1: entries of this process, bounded by count and bytes. Eviction is CLOCK (second chance): a
 * hit only sets a bit, which keeps hits cheap.
 */
export class LocalTier {
  readonly #slots = new Map<string, Slot>();
  readonly #perFamily = new Map<string, number>();
  readonly #evicted = new Map<string, number>();
  #bytes = 0;
  #evictions = 0;

  constructor(
    private readonly limits: LocalTierLimits,
    private readonly stamps: Stamps,
  ) {}

  /** Only what may still be served, fresh or stale; the caller looks at `freshUntil`. */
  get(key: string, now: number): Entry | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    if (now >= slot.notAfter || !this.#standing(slot)) {
      this.delete(key);
      return undefined;
    }
    slot.used = true;
    return slot.entry;
  }

  /** @param notAfter milliseconds of server time; the entry's own expiry holds too */
  put(
    key: string,
    family: string,
    entry: Entry,
    stampKeys: readonly string[],
    notAfter: number,
  ): void {
    this.delete(key);
    const bytes = key.length + entry.bytes + slotBytes;
    if (bytes > this.limits.maxBytes) return;
    while (
      this.#slots.size >= this.limits.maxEntries ||
      this.#bytes + bytes > this.limits.maxBytes
    ) {
      this.#evictOne();
    }
    const end = Math.min(notAfter, entry.expiresAt);
    this.#slots.set(key, {
      entry,
      family,
      stampKeys,
      notAfter: end,
      bytes,
      epoch: -1,
      used: false,
    });
    this.#bytes += bytes;
    this.#perFamily.set(family, this.entries(family) + 1);
  }

  delete(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    this.#slots.delete(key);
    this.#bytes -= slot.bytes;
    this.#perFamily.set(slot.family, this.entries(slot.family) - 1);
  }

  clear(): void {
    this.#slots.clear();
    this.#perFamily.clear();
    this.#bytes = 0;
  }

  entries(family: string): number {
    return this.#perFamily.get(family) ?? 0;
  }

  get size(): number {
    return this.#slots.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get evictions(): number {
    return this.#evictions;
  }

  /** Walks over all entries: for reports, not for reads. */
  usage(family: string): LocalUsage {
    let bytes = 0;
    for (const slot of this.#slots.values()) if (slot.family === family) bytes += slot.bytes;
    return { entries: this.entries(family), bytes, evictions: this.#evicted.get(family) ?? 0 };
  }

  #standing(slot: Slot): boolean {
    if (slot.epoch === this.stamps.epoch) return true;
    if (this.stamps.judge(slot.entry.start, slot.stampKeys) !== 'valid') return false;
    slot.epoch = this.stamps.epoch;
    return true;
  }

  /** Oldest first; one that was used gets its second chance at the other end. */
  #evictOne(): void {
    for (const [key, slot] of this.#slots) {
      if (!slot.used) {
        this.delete(key);
        this.#evictions++;
        this.#evicted.set(slot.family, (this.#evicted.get(slot.family) ?? 0) + 1);
        return;
      }
      slot.used = false;
      this.#slots.delete(key);
      this.#slots.set(key, slot);
    }
  }
}
