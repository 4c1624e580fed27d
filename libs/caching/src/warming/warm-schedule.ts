import { type AccessRecorder } from './access-recorder.js';
import { type AccessStore } from './access-store.js';
import { type Warming } from './warming.js';

export interface WarmScheduleOptions {
  /** How many of the hottest scopes are warmed at start, and before an hour in which they are busy. */
  readonly scopes: number;
  trouble(error: unknown): void;
  /** Replaced in tests. */
  now?: () => Date;
}

const tickMs = 10_000;
const hourMs = 3_600_000;
/** TTLs are minutes: what is warmed earlier than this is gone before it is needed. */
const aheadMs = 60_000;

/**
 * Says when to warm unasked: the hottest scopes at start, and, within the minute before each hour,
 * those that were busiest in that hour of the last weeks. Counts are written as time goes by.
 */
export class WarmSchedule {
  #timer: NodeJS.Timeout | undefined;
  #started = false;
  #predicted = -1;
  readonly #now: () => Date;

  constructor(
    private readonly warming: Warming,
    private readonly recorder: AccessRecorder,
    private readonly store: AccessStore,
    private readonly options: WarmScheduleOptions,
  ) {
    this.#now = options.now ?? ((): Date => new Date());
  }

  /** Once Redis can be asked; the second time does nothing. Nobody need wait for it. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#tickLater();
    await this.#quietly(async () => {
      await this.warming.warm(await this.hottest(this.warming.families), 'start');
    });
  }

  /**
   * As many as are warmed at start.
   * @throws SharedTierUnavailableError
   */
  hottest(families: readonly string[]): Promise<string[]> {
    return this.store.hottest(families, this.#now(), this.options.scopes);
  }

  /** Writes what was read since, and warms for the hour that is about to begin. */
  async tick(): Promise<void> {
    const now = this.#now();
    await this.#record(now);
    const ahead = new Date(now.getTime() + aheadMs);
    const hour = Math.floor(ahead.getTime() / hourMs);
    if (hour === Math.floor(now.getTime() / hourMs) || hour === this.#predicted) return;
    this.#predicted = hour;
    await this.#quietly(async () => {
      const busy = await this.store.usuallyBusy(ahead, this.options.scopes);
      await this.warming.warm(busy, 'predicted');
    });
  }

  /** Writes what was read since. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#started) await this.#record(this.#now());
  }

  /** Only of families that can be warmed: scopes of others may be nothing that warmers know. */
  #record(now: Date): Promise<void> {
    const accesses = this.recorder.take(this.warming.families);
    return this.#quietly(() => this.store.add(accesses, now));
  }

  #tickLater(): void {
    this.#timer = setTimeout(() => {
      void this.tick().then(() => {
        if (this.#timer !== undefined) this.#tickLater();
      });
    }, tickMs).unref();
  }

  /** Nothing depends on it: without Redis nothing is warmed unasked, and some counts are lost. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.options.trouble(error);
    }
  }
}
