import { type Entry } from './entry.js';
import { type Stamps } from './stamps.js';

/** An entry with what the tier has to know of it. */
export interface Kept {
  readonly entry: Entry;
  readonly family: string;
  readonly stampKeys: readonly string[];
  /** Milliseconds of server time; the entry's own expiry holds too. */
  readonly notAfter: number;
  /** Until then the entry is fresh and need not be thought of: see freshness.ts. */
  readonly calmUntil: number;
}

interface Slot extends Omit<Kept, 'entry'> {
  /** `undefined` once the slot is no longer held. */
  entry: Entry | undefined;
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

  /** As `get`, but only an entry that is beyond doubt at `horizon`, found before by this place. */
  calm({ slot }: Place, horizon: number): Entry | undefined {
    if (slot === undefined || horizon >= slot.calmUntil) return undefined;
    if (slot.epoch !== this.stamps.epoch) return undefined;
    slot.used = true;
    return slot.entry;
  }

  put(key: string, kept: Kept): void {
    const { entry, family } = kept;
    this.delete(key);
    const bytes = key.length + entry.bytes + slotBytes;
    if (bytes > this.limits.maxBytes) return;
    while (
      this.#slots.size >= this.limits.maxEntries ||
      this.#bytes + bytes > this.limits.maxBytes
    ) {
      this.#evictOne();
    }
    const notAfter = Math.min(kept.notAfter, entry.expiresAt);
    const calmUntil = Math.min(kept.calmUntil, notAfter);
    this.#slots.set(key, { ...kept, notAfter, calmUntil, bytes, epoch: -1, used: false });
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

  /** Walks over all entries: for reports, not for reads. */
  usage(family: string): LocalUsage {
    let bytes = 0;
    for (const slot of this.#slots.values()) if (slot.family === family) bytes += slot.bytes;
    return { entries: this.entries(family), bytes, evictions: this.#evicted.get(family) ?? 0 };
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
        this.#evicted.set(slot.family, (this.#evicted.get(slot.family) ?? 0) + 1);
        return;
      }
      slot.used = false;
      this.#slots.delete(key);
      this.#slots.set(key, slot);
    }
  }
}
