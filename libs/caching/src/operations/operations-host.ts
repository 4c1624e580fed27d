import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { type CachingOptions, resolveOptions } from '../caching.options.js';
import { Keys } from '../keys.js';
import { type TieredCache } from '../tiered-cache.js';
import { AccessRecorder } from '../warming/access-recorder.js';
import { AccessStore } from '../warming/access-store.js';
import { WarmSchedule } from '../warming/warm-schedule.js';
import { Warming } from '../warming/warming.js';
import { answersOf } from './answers.js';
import { CacheOperations } from './cache-operations.js';
import { Intercom } from './intercom.js';
import { InvalidationLog } from './invalidation-log.js';
import { ProcessOperations } from './process-operations.js';
import { ScopeFigures } from './scope-figures.js';

/** Scopes that are counted apart. */
const countedScopes = 256;
/** An operator can wait longer than a reader. */
const commandTimeoutMs = 500;

/**
 * What surrounds a cache so that it can be seen, warmed and steered from outside: assembles it,
 * and takes it down again.
 */
export class OperationsHost {
  readonly warming: Warming;
  readonly operations: CacheOperations;
  readonly #intercom: Intercom | undefined;
  readonly #log: InvalidationLog;
  readonly #schedule: WarmSchedule | undefined;
  readonly #unwatch: readonly (() => void)[];
  #started = false;
  #ready = false;

  /** @param cache made with the same options */
  constructor(cache: TieredCache, given: CachingOptions) {
    const options = resolveOptions(given);
    const { keyPrefix, redis, processName, warming } = options;
    const trouble = (error: unknown): void => cache.report(error);
    const name = `${processName ?? 'unnamed'}:${hostname()}:${process.pid}:${suffix()}`;
    const figures = new ScopeFigures(countedScopes);
    this.warming = new Warming(warming.concurrency, (family, error) => cache.report(error, family));
    const local = new ProcessOperations(name, cache, figures, this.warming, (families) =>
      Promise.resolve(this.#schedule?.hottest(families) ?? []),
    );
    if (redis !== undefined) {
      const asked = processName === undefined ? {} : { name, answers: answersOf(local) };
      const ready = (): void => this.#whenReady();
      const connection = { redis, connectTimeoutMs: options.connectTimeoutMs, commandTimeoutMs };
      this.#intercom = new Intercom({ ...connection, keyPrefix, ...asked, trouble, ready });
    }
    const link = this.#intercom?.link;
    if (link !== undefined && processName !== undefined && options.enabled) {
      const store = new AccessStore(link, keyPrefix);
      const schedule = { scopes: warming.scopes, trouble };
      this.#schedule = new WarmSchedule(this.warming, new AccessRecorder(figures), store, schedule);
    }
    this.#log = new InvalidationLog(new Keys(keyPrefix), name, link);
    this.#unwatch = [cache.addObserver(figures), cache.addObserver(this.#log)];
    this.operations = new CacheOperations(cache, local, this.#log, this.#intercom);
  }

  /** Begins to warm unasked, once all warmers are registered; returns at once. */
  start(): void {
    this.#started = true;
    if (this.#ready) void this.#schedule?.start();
  }

  #whenReady(): void {
    this.#ready = true;
    if (this.#started) void this.#schedule?.start();
  }

  /** Returns when what is being warmed has ended and what was counted is written. */
  async close(): Promise<void> {
    for (const unwatch of this.#unwatch) unwatch();
    await this.warming.close();
    await this.#schedule?.close();
    await this.#log.close();
    await this.#intercom?.close();
  }
}

/** Containers share process ids, and tests share processes. */
const suffix = (): string => randomBytes(3).toString('hex');
