import { prepare } from './entry.js';
import { runLoader } from './loading.js';
import { type Loads } from './loads.js';
import { type Permit, type Permits } from './permits.js';
import { type Reader } from './reader.js';
import { type Found, type SharedReading } from './shared-reading.js';
import { type Flight } from './single-flight.js';
import { type Loader, type Outcome, type Target } from './target.js';
import { type Tiers } from './tiers.js';

export type BatchLoader<Value> = (ids: string[]) => Promise<ReadonlyMap<string, Value>>;

interface Asked<Value> {
  readonly target: Target<Value>;
  readonly flight: Flight;
}

/** Outcomes by entry key. */
type Landed<Value> = Map<string, Outcome<Value>>;

/** Answers for many ids of one scope: one command to Redis, one call of the loader. */
export class BatchReader {
  constructor(
    private readonly tiers: Tiers,
    private readonly shared: SharedReading,
    private readonly permits: Permits,
    private readonly loads: Loads,
    private readonly reader: Reader,
  ) {}

  /** Values by id; an id that the loader knows nothing of is absent. */
  async getMany<Value>(
    targets: readonly Target<Value>[],
    loadMany: BatchLoader<Value>,
  ): Promise<Map<string, Value>> {
    const { flights } = this.tiers;
    const values = new Map<string, Value>();
    const joined: Promise<unknown>[] = [];
    const missing: Target<Value>[] = [];
    for (const target of targets) {
      const id = String(target.id);
      // Holds the id's place in the order asked for.
      values.set(id, undefined as Value);
      const served = this.reader.peek(target, single(target, loadMany));
      const running = served === undefined ? flights.join(target.key) : undefined;
      if (served !== undefined) values.set(id, served.value);
      else if (running === undefined) missing.push(target);
      else {
        const answer = this.reader.settle(target, running, true);
        joined.push(answer.then((value) => void values.set(id, value)));
      }
    }
    if (missing.length > 0) joined.push(this.#fly(missing, loadMany, values));
    // Every promise is awaited: one rejection must not leave the others unhandled.
    for (const answer of await Promise.allSettled(joined)) {
      if (answer.status === 'rejected') throw answer.reason;
    }
    for (const [id, value] of values) if (value === undefined) values.delete(id);
    return values;
  }

  /** A load without any cache, in the same shape as with it. */
  async bypass<Value>(
    targets: readonly Target<Value>[],
    loadMany: BatchLoader<Value>,
  ): Promise<Map<string, Value>> {
    const [first] = targets;
    if (first === undefined) return new Map();
    const ids = targets.map(({ id }) => String(id));
    const { loaded } = await runLoader(first, () => loadMany(ids), this.tiers.observers);
    return new Map(
      [...loaded].map(([id, value]) => [id, prepare(first.family, value).value] as const),
    );
  }

  /** One flight for all; reported in the caller's own async context, so that observers know whose it is. */
  async #fly<Value>(
    missing: readonly Target<Value>[],
    loadMany: BatchLoader<Value>,
    values: Map<string, Value>,
  ): Promise<void> {
    const keys = missing.map(({ key }) => key);
    const fetch = (flights: readonly Flight[]): Promise<Landed<Value>> => {
      const asked = missing.map((target, index) => ({ target, flight: flights[index] as Flight }));
      return this.#fetch(asked, loadMany);
    };
    const landing = this.tiers.flights.startAll(
      keys,
      fetch,
      (landed, key): Outcome<unknown> => landed.get(key) ?? nothing,
    );
    let landed: Landed<Value> | undefined;
    try {
      landed = await landing;
    } finally {
      for (const target of missing) {
        const outcome = landed && (landed.get(target.key) ?? nothing);
        this.reader.report(target, outcome ?? failure, false);
        if (outcome !== undefined) values.set(String(target.id), outcome.value as Value);
      }
    }
  }

  async #fetch<Value>(
    asked: readonly Asked<Value>[],
    loadMany: BatchLoader<Value>,
  ): Promise<Landed<Value>> {
    const landed: Landed<Value> = new Map();
    const found = await this.#readShared(asked);
    const now = this.tiers.clock.now();
    const missing = asked.filter(({ target, flight }) => {
      const entry = found?.get(target.key);
      if (entry === undefined || entry.voided || flight.voided) return true;
      this.tiers.keep(target, entry.entry);
      const served = this.reader.serve(target, entry.entry, 'l2', single(target, loadMany), now);
      if (served !== undefined) landed.set(target.key, served);
      return served === undefined;
    });
    if (missing.length > 0) await this.#load(missing, found, loadMany, landed);
    return landed;
  }

  /** Found entries by key; `undefined` if Redis is not to be used. */
  async #readShared<Value>(
    asked: readonly Asked<Value>[],
  ): Promise<Map<string, Found<Value>> | undefined> {
    const link = this.tiers.redis;
    const readable = asked.flatMap(({ target }) =>
      this.shared.linkFor(target.key) === undefined ? [] : [target],
    );
    const [first] = readable;
    if (first === undefined || link === undefined) return undefined;
    try {
      const keys = readable.map(({ key }) => key);
      const entries = await link.tier.readMany(first.family, keys);
      const judged = await this.shared.judgeAll(link, readable, entries);
      const found = new Map<string, Found<Value>>();
      judged.forEach((each, index) => each && found.set(keys[index] as string, each));
      return found;
    } catch {
      // Reported by the guard.
      return undefined;
    }
  }

  async #load<Value>(
    missing: readonly Asked<Value>[],
    found: Map<string, Found<Value>> | undefined,
    loadMany: BatchLoader<Value>,
    landed: Landed<Value>,
  ): Promise<void> {
    // The client sends these in one go. No waiting: what another loads is loaded beside it.
    const permits = await Promise.all(
      missing.map(async ({ target }) => {
        const link = found === undefined ? undefined : this.shared.linkFor(target.key);
        const seen = found?.get(target.key)?.entry.start ?? 0;
        return this.#permit(target, link, seen);
      }),
    );
    const ids = missing.map(({ target }) => String(target.id));
    const [{ target: first }] = missing as [Asked<Value>];
    const release = (index: number): Promise<void> =>
      this.permits.release((missing[index] as Asked<Value>).target, permits[index] as Permit);
    let brought;
    try {
      brought = await runLoader(first, () => loadMany(ids), this.tiers.observers);
    } catch (error) {
      await Promise.all(missing.map((_, index) => release(index)));
      throw error;
    }
    const { loaded, loadMs } = brought;
    await Promise.all(
      missing.map(async ({ target, flight }, index) => {
        const value = loaded.get(String(target.id));
        if (value === undefined) return release(index);
        const permit = permits[index] as Permit;
        const accepted = await this.loads.accept(target, value, loadMs, flight, permit);
        landed.set(target.key, { value: accepted, tier: 'loader', result: 'miss' });
      }),
    );
  }

  async #permit<Value>(target: Target<Value>, link: Tiers['redis'], seen: number): Promise<Permit> {
    const reply = await this.permits.acquire(target, link, seen);
    return reply.kind === 'load' ? reply.permit : this.permits.beside();
  }
}

/** An id the loader knows nothing of: reported as loaded, stored nowhere. */
const nothing: Outcome<undefined> = { value: undefined, tier: 'loader', result: 'miss' };

const failure = { tier: 'loader', result: 'error' } as const;

const single =
  <Value>(target: Target<Value>, loadMany: BatchLoader<Value>): Loader<Value> =>
  async () => {
    const id = String(target.id);
    // Undefined is not stored, which is right for an id that is gone.
    return (await loadMany([id])).get(id) as Value;
  };
