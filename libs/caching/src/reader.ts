import { type Entry } from './entry.js';
import { assess } from './freshness.js';
import { type Loads } from './loads.js';
import { type RequestResult, type Tier } from './observer.js';
import { type Permits } from './permits.js';
import { type RedisLink } from './redis/redis-link.js';
import { type SharedReading } from './shared-reading.js';
import { type Flight } from './single-flight.js';
import { type Loader, type Outcome, type Target } from './target.js';
import { type Tiers } from './tiers.js';

/** After a failed load the last value is kept this long before the loader is tried again. */
const failureBackoffMs = 1000;

/** What is known when a load begins. */
interface Background<Value> {
  /** Redis, if it is to be used. */
  link: RedisLink | undefined;
  /** The last known value, to fall back on. */
  last?: Entry<Value> | undefined;
  /** Start of the newest entry in Redis that will not do, or 0. */
  seen: number;
}

/** Answers one request: this process, then Redis, then the loader. */
export class Reader {
  constructor(
    private readonly tiers: Tiers,
    private readonly shared: SharedReading,
    private readonly permits: Permits,
    private readonly loads: Loads,
  ) {}

  get<Value>(target: Target<Value>, loader: Loader<Value>): Promise<Value> {
    // A ready promise, not an async function: hits in the process are the common case.
    const calm = this.#calm(target);
    if (calm !== undefined) return Promise.resolve(calm.value);
    const served = this.#kept(target, loader);
    return served === undefined ? this.#ask(target, loader) : Promise.resolve(served.value);
  }

  /** What this process may answer at once; reported as a request if it does. */
  peek<Value>(target: Target<Value>, loader: Loader<Value>): Outcome<Value> | undefined {
    const calm = this.#calm(target);
    if (calm === undefined) return this.#kept(target, loader);
    return { value: calm.value, tier: 'l1', result: calm.value === null ? 'negative' : 'hit' };
  }

  /** What this process holds and need not think of: see freshness.ts. */
  #calm<Value>(target: Target<Value>): Entry<Value> | undefined {
    const { local, clock, observers } = this.tiers;
    const calm = local.calm(target, clock.horizon) as Entry<Value> | undefined;
    if (calm === undefined) return undefined;
    observers.request(calm.value === null ? target.hits.negative : target.hits.hit);
    return calm;
  }

  #kept<Value>(target: Target<Value>, loader: Loader<Value>): Outcome<Value> | undefined {
    const { local, clock } = this.tiers;
    const now = clock.now();
    const entry = local.get(target, now) as Entry<Value> | undefined;
    if (entry === undefined) return undefined;
    const outcome = this.serve(target, entry, 'l1', loader, now);
    if (outcome !== undefined) this.report(target, outcome, false);
    return outcome;
  }

  /** The entry as an answer, if it may be one; starts the background load if one is due. */
  serve<Value>(
    target: Target<Value>,
    entry: Entry<Value>,
    tier: Tier,
    loader: Loader<Value>,
    now = this.tiers.clock.now(),
  ): Outcome<Value> | undefined {
    const freshness = assess(target.family, entry, now);
    if (freshness === 'expired') return undefined;
    if (freshness === 'due' || freshness === 'stale') this.#refresh(target, entry, loader);
    const { value } = entry;
    if (freshness === 'stale' || freshness === 'held') return { value, tier, result: 'stale' };
    return { value, tier, result: value === null ? 'negative' : 'hit' };
  }

  /** Waits for a flight in the caller's own async context, so that observers know whose it is. */
  async settle<Value>(
    target: Target<Value>,
    flight: Promise<Outcome<unknown>>,
    coalesced: boolean,
  ): Promise<Value> {
    try {
      const outcome = await flight;
      this.report(target, outcome, coalesced);
      // The key names the family, so what flies under it is a Value.
      return outcome.value as Value;
    } catch (error) {
      this.report(target, { tier: 'loader', result: 'error' }, coalesced);
      throw error;
    }
  }

  report<Value>(
    { family, scope }: Target<Value>,
    { tier, result }: { tier: Tier; result: RequestResult },
    coalesced: boolean,
  ): void {
    this.tiers.observers.request({ family: family.name, scope, tier, result, coalesced });
  }

  #ask<Value>(target: Target<Value>, loader: Loader<Value>): Promise<Value> {
    const { flights } = this.tiers;
    const running = flights.join(target.key);
    const flight =
      running ?? flights.start(target.key, (flight) => this.#fetch(target, loader, flight));
    return this.settle(target, flight, running !== undefined);
  }

  async #fetch<Value>(
    target: Target<Value>,
    loader: Loader<Value>,
    flight: Flight,
  ): Promise<Outcome<Value>> {
    const { local, clock } = this.tiers;
    const last = local.get(target, clock.now()) as Entry<Value> | undefined;
    const link = this.shared.linkFor(target.key);
    if (link === undefined) return this.#load(target, loader, flight, { link, last, seen: 0 });
    let found;
    try {
      found = await this.shared.read(link, target);
    } catch {
      // Reported by the guard. The caller has waited once and shall not wait again.
      return this.#load(target, loader, flight, { link: undefined, last, seen: 0 });
    }
    const seen = found?.entry.start ?? 0;
    if (found === undefined || found.voided || flight.voided) {
      return this.#load(target, loader, flight, { link, last, seen });
    }
    this.tiers.keep(target, found.entry);
    const served = this.serve(target, found.entry, 'l2', loader);
    return served ?? this.#load(target, loader, flight, { link, last: found.entry, seen });
  }

  async #load<Value>(
    target: Target<Value>,
    loader: Loader<Value>,
    flight: Flight,
    { link, last, seen }: Background<Value>,
  ): Promise<Outcome<Value>> {
    const reply = await this.permits.await(target, link, seen);
    if (reply.kind === 'filled') {
      const { entry } = reply;
      if (!flight.voided) this.tiers.keep(target, entry);
      return { value: entry.value, tier: 'l2', result: entry.value === null ? 'negative' : 'hit' };
    }
    try {
      const value = await this.loads.load(target, loader, flight, reply.permit);
      return { value, tier: 'loader', result: 'miss' };
    } catch (error) {
      const { staleIfErrorMs } = target.family;
      const now = this.tiers.clock.now();
      if (last === undefined || flight.voided || now >= last.freshUntil + staleIfErrorMs)
        throw error;
      this.tiers.observers.trouble({ family: target.family.name, error });
      this.tiers.keep(target, { ...last, freshUntil: now + failureBackoffMs, heldStale: true });
      return { value: last.value, tier: 'loader', result: 'stale' };
    }
  }

  /** Gives way to another process that is loading already. */
  #refresh<Value>(target: Target<Value>, entry: Entry<Value>, loader: Loader<Value>): void {
    const { refreshes, observers } = this.tiers;
    if (refreshes.has(target.key)) return;
    const refresh = async (flight: Flight): Promise<void> => {
      const link = this.shared.linkFor(target.key);
      const reply = await this.permits.acquire(target, link, entry.start);
      if (reply.kind === 'load') await this.loads.load(target, loader, flight, reply.permit);
      if (reply.kind === 'filled' && !flight.voided) this.tiers.keep(target, reply.entry);
    };
    refreshes
      .start(target.key, refresh)
      .catch((error: unknown) => observers.trouble({ family: target.family.name, error }));
  }
}
