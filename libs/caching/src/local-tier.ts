import { type Entry } from './entry.js';
import { type Stamps } from './stamps.js';

interface Slot {
  /** `undefined` once the slot is no longer held. */
  entry: Entry | undefined;
  readonly family: string;
  readonly stampKeys: readonly string[];
  readonly notAfter: number;
  readonly bytes: number;
  /** The stamps' epoch in which the entry was last found valid. */
  epoch: number;
  /** Read since it was last passed over for eviction. */
  used: boolean;
}

/** Where a key was last found: a reader who keeps it need not look the key up again. */
export interface Place {
  readonly key: string;
  /** The tier's own. */
  slot: Slot | undefined;
}

export interface LocalTierLimits {
  maxEntries: number;
  /** Of keys and JSON; the heap takes two to three times as much. */
  maxBytes: number;
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
  #bytes = 0;
  #evictions = 0;

  constructor(
    private readonly limits: LocalTierLimits,
    private readonly stamps: Stamps,
  ) {}

  /** Only what may still be served, fresh or stale; the caller looks at `freshUntil`. */
  get(place: Place, now: number): Entry | undefined {
    const slot = this.#find(place);
    if (slot?.entry === undefined) return undefined;
    if (now >= slot.notAfter || !this.#standing(slot, slot.entry)) {
      this.delete(place.key);
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
    slot.entry = undefined;
    this.#bytes -= slot.bytes;
    this.#perFamily.set(slot.family, this.entries(slot.family) - 1);
  }

  clear(): void {
    for (const slot of this.#slots.values()) slot.entry = undefined;
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

  #find(place: Place): Slot | undefined {
    if (place.slot?.entry === undefined) place.slot = this.#slots.get(place.key);
    return place.slot;
  }

  #standing(slot: Slot, entry: Entry): boolean {
    if (slot.epoch === this.stamps.epoch) return true;
    if (this.stamps.judge(entry.start, slot.stampKeys) !== 'valid') return false;
    slot.epoch = this.stamps.epoch;
    return true;
  }

  /** Oldest first; one that was used gets its second chance at the other end. */
  #evictOne(): void {
    for (const [key, slot] of this.#slots) {
      if (!slot.used) {
        this.delete(key);
        this.#evictions++;
        return;
      }
      slot.used = false;
      this.#slots.delete(key);
      this.#slots.set(key, slot);
    }
  }
}
