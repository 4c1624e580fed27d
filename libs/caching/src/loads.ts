import { makeEntry, prepare, type Entry } from './entry.js';
import { ValueTooLargeError } from './errors.js';
import { familyOf } from './keys.js';
import { runLoader } from './loading.js';
import { type Permit, type Permits } from './permits.js';
import { type SharedReading } from './shared-reading.js';
import { type Flight } from './single-flight.js';
import { type Loader, type Target } from './target.js';
import { type Tiers } from './tiers.js';
import { type TtlPolicy } from './ttl-policy.js';

/** Loads values and stores them, unless they were invalidated meanwhile. */
export class Loads {
  constructor(
    private readonly tiers: Tiers,
    private readonly shared: SharedReading,
    private readonly permits: Permits,
    private readonly ttl: TtlPolicy,
  ) {}

  /**
   * Loads and stores, if the permit allows and still stands.
   * @returns the value as every reader gets it
   * @throws whatever the loader throws, LoadTimeoutError, UnserialisableValueError
   */
  async load<Value>(
    target: Target<Value>,
    loader: Loader<Value>,
    flight: Flight,
    permit: Permit,
  ): Promise<Value> {
    let loaded: { loaded: Value; loadMs: number };
    try {
      loaded = await runLoader(target, loader, this.tiers.observers);
    } catch (error) {
      await this.permits.release(target, permit);
      throw error;
    }
    return this.accept(target, loaded.loaded, loaded.loadMs, flight, permit);
  }

  /** What a load brought, stored if the permit allows and still stands. */
  async accept<Value>(
    target: Target<Value>,
    loaded: Value,
    loadMs: number,
    flight: Flight,
    permit: Permit,
  ): Promise<Value> {
    let stored = false;
    try {
      const { value, json } = prepare(target.family, loaded);
      if (json === undefined || !this.#fits(target, json)) return value;
      const entry = this.entry(target, { value, json }, permit.start, loadMs);
      stored = await this.#store(target, entry, json, permit);
      if (stored && !flight.voided) this.tiers.keep(target, entry);
      return value;
    } finally {
      if (!stored) await this.permits.release(target, permit);
    }
  }

  /** @param start microseconds: when the value was current */
  entry<Value>(
    { family, id, key }: Target<Value>,
    prepared: { value: Value; json: string },
    start: number,
    loadMs: number,
  ): Entry<Value> {
    const { clock } = this.tiers;
    const ttlMs = this.ttl.of(family, prepared.value, familyOf(key) ?? key, clock.now());
    return makeEntry(family, id, prepared, { start, loadMs, ttlMs }, clock);
  }

  /** A load without any cache, in the same shape as with it. */
  async bypass<Value>(target: Target<Value>, loader: Loader<Value>): Promise<Value> {
    const { loaded } = await runLoader(target, loader, this.tiers.observers);
    return prepare(target.family, loaded).value;
  }

  async #store(
    target: Target<unknown>,
    entry: Entry,
    json: string,
    { store }: Permit,
  ): Promise<boolean> {
    if (store.kind !== 'lease') return store.kind === 'local';
    try {
      const [filled] = await Promise.all([
        store.link.tier.fill(target.key, store.token, entry, json),
        this.shared.prepareFor(store.link, target, entry),
      ]);
      return filled;
    } catch {
      // Reported by the guard. The value was loaded under a lease: good enough for this process.
      return true;
    }
  }

  #fits({ family }: Target<unknown>, json: string): boolean {
    const { maxValueBytes } = this.tiers.options;
    if (json.length <= maxValueBytes) return true;
    const error = new ValueTooLargeError(family.name, json.length, maxValueBytes);
    this.tiers.observers.trouble({ family: family.name, error });
    return false;
  }
}
