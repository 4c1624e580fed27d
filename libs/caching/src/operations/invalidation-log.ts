import { type CacheId, type Keys } from '../keys.js';
import { longestLifeMs } from '../family.js';
import { type CacheObserver, type InvalidationEvent } from '../observer.js';
import { type RedisClient } from '../redis/clients.js';
import { type OperationsLink } from './operations-link.js';

/** Who invalidated what, when and why. Of one value where there is an `id`. */
export interface InvalidationRecord {
  /** By the clock of the process that did it. */
  readonly at: string;
  /** The process. */
  readonly by: string;
  /** `*`: of tags, or of the whole scope. */
  readonly family: string;
  readonly reason: string;
  /** As JSON, cut off where it is long. */
  readonly id?: string;
  /** What the id comes to in a key, by which it is recognised. */
  readonly entry?: string;
  readonly tags?: readonly string[];
}

export interface InvalidationHistory {
  /** Newest first. */
  readonly records: readonly InvalidationRecord[];
  /** `false`: Redis does not answer, so these are this process's own only. */
  readonly complete: boolean;
}

interface Pending {
  readonly scope: string;
  readonly record: InvalidationRecord;
}

/** Of each scope the last so many are kept, for as long as entries may live. */
const keptPerScope = 200;
/** Of this process, in memory, so that it knows its own without Redis too. */
const keptHere = 500;
const longestQueue = 5000;
const flushMs = 50;
const retryMs = 1000;
const longestId = 200;

/**
 * Records invalidations in a capped stream per scope, and the newest of this process in memory.
 * Written after the fact and together: an invalidation waits for no record, and a process that is
 * killed may take its last 50 ms of records with it.
 */
export class InvalidationLog implements CacheObserver {
  readonly #recent: Pending[] = [];
  #queue: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    private readonly keys: Keys,
    private readonly by: string,
    private readonly link: OperationsLink | undefined,
  ) {}

  invalidation(event: InvalidationEvent): void {
    const pending = { scope: event.scope, record: this.#record(event) };
    this.#recent.push(pending);
    if (this.#recent.length > keptHere) this.#recent.shift();
    if (this.link === undefined || this.#queue.length >= longestQueue) return;
    this.#queue.push(pending);
    this.#flushLater(flushMs);
  }

  async history(scope: string): Promise<InvalidationHistory> {
    const own = this.#recent.filter((one) => one.scope === scope).map(({ record }) => record);
    const { link } = this;
    if (link === undefined) return { records: own.reverse(), complete: true };
    try {
      const found = await link.run((client) =>
        client.xRevRange(this.#stream(scope), '+', '-', { COUNT: keptPerScope }),
      );
      const stored = found.map(({ message }) => JSON.parse(message.record ?? '') as never);
      const unwritten = this.#queue.filter((one) => one.scope === scope);
      const records = [...unwritten.map(({ record }) => record).reverse(), ...stored];
      return { records, complete: true };
    } catch {
      return { records: own.reverse(), complete: false };
    }
  }

  /** The newest that concerns the value; a tag concerns it if it is one of `tags`, or those are unknown. */
  lastOf(
    { records }: InvalidationHistory,
    place: { family: string; scope: string; id: CacheId; tags: readonly string[] | undefined },
  ): InvalidationRecord | undefined {
    const entry = this.#entry(place);
    return records.find((record) => {
      if (record.entry !== undefined) return record.entry === entry;
      if (record.tags === undefined) return record.family === '*' || record.family === place.family;
      return place.tags === undefined || record.tags.some((tag) => place.tags?.includes(tag));
    });
  }

  /** Writes what is still to be written, if Redis takes it. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#flush();
  }

  #record({ family, scope, reason, id, tags }: InvalidationEvent): InvalidationRecord {
    const record = { at: new Date().toISOString(), by: this.by, family, reason };
    if (tags !== undefined) return { ...record, tags };
    if (id === undefined) return record;
    const text = JSON.stringify(id).slice(0, longestId);
    return { ...record, id: text, entry: this.#entry({ family, scope, id }) };
  }

  /** Whatever the version of the family: an operator means the value. */
  #entry({ family, scope, id }: { family: string; scope: string; id: CacheId }): string {
    const key = this.keys.entry({ name: family, version: 0 }, scope, id);
    return key.slice(this.keys.scope(family, scope).length);
  }

  /** `~` starts no family, so it cannot meet an entry's key. */
  #stream(scope: string): string {
    return `${this.keys.scope('*', scope)}~invalidations`;
  }

  #flushLater(milliseconds: number): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#flushAndGoOn(), milliseconds).unref();
  }

  async #flushAndGoOn(): Promise<void> {
    const written = await this.#flush();
    this.#timer = undefined;
    if (this.#queue.length > 0) this.#flushLater(written ? flushMs : retryMs);
  }

  /** Whether Redis took it. What it did not take, or only in part, is written again later. */
  async #flush(): Promise<boolean> {
    const batch = new Set(this.#queue);
    const { link } = this;
    if (link === undefined || batch.size === 0) return true;
    try {
      await link.run((client) => this.#write(client, [...batch]));
      this.#queue = this.#queue.filter((one) => !batch.has(one));
      return true;
    } catch {
      return false;
    }
  }

  async #write(client: RedisClient, batch: readonly Pending[]): Promise<void> {
    const capped = { TRIM: { strategy: 'MAXLEN', threshold: keptPerScope } } as const;
    const writes = batch.map(({ scope, record }) =>
      client.xAdd(this.#stream(scope), '*', { record: JSON.stringify(record) }, capped),
    );
    const scopes = [...new Set(batch.map(({ scope }) => scope))];
    const lives = scopes.map((scope) => client.pExpire(this.#stream(scope), longestLifeMs));
    await Promise.all([...writes, ...lives]);
  }
}
