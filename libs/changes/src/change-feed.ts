import { Logger } from '@nestjs/common';
import { type Change, type ChangeListener, type ChangeSubject } from './change.js';
import { type ChangeFeedOptions } from './change-feed.options.js';
import { ChangeLog } from './change-log.js';

const defaultPollMs = 400;
const purgeEveryMs = 60_000;
/** After a lost connection the log is read again from this much before: a replica may have taken over. */
const overlapMs = 10_000;
const atOnce = 50;

/**
 * Tells this process what was changed in the database, by whatever way: by another process, by hand,
 * by one that was killed right after its commit. At least once, in no particular order, a few
 * milliseconds after the commit; within `pollMs` where notifications do not arrive; and after an
 * outage all that was missed.
 */
export class ChangeFeed {
  readonly #logger = new Logger(ChangeFeed.name);
  readonly #listeners = new Map<ChangeSubject, ChangeListener[]>();
  #log: ChangeLog | undefined;
  #position: string | undefined;
  #readAt = -Infinity;
  #purgedAt = performance.now();
  #running: Promise<boolean> | undefined;
  #next: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #closed = false;

  constructor(private readonly options: ChangeFeedOptions) {}

  /** Before `start`, so that nothing is told to nobody. */
  on(subject: ChangeSubject, listener: ChangeListener): void {
    this.#listeners.set(subject, [...(this.#listeners.get(subject) ?? []), listener]);
  }

  /** Tells what was changed lately and goes on from there. The database may be away. */
  async start(): Promise<void> {
    await this.catchUp();
  }

  /**
   * Settles when all that was committed before the call has been told: `true`. `false`: the log
   * could not be read, or a listener failed; it will be told later.
   */
  catchUp(): Promise<boolean> {
    if (this.#idle) return Promise.resolve(true);
    // One that runs may have read already: the next one is for all who ask meanwhile.
    this.#next ??= (this.#running ?? Promise.resolve(true)).then(() => {
      this.#next = undefined;
      this.#running = this.#round();
      return this.#running;
    });
    return this.#next;
  }

  /** Whether everything committed longer ago than this has been told. */
  isCurrent(withinMs: number): boolean {
    return this.options.enabled === false || performance.now() - this.#readAt <= withinMs;
  }

  async stop(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    this.#log?.close();
    this.#log = undefined;
  }

  get #idle(): boolean {
    return this.#closed || this.options.enabled === false || this.#listeners.size === 0;
  }

  async #round(): Promise<boolean> {
    if (this.#closed) return true;
    clearTimeout(this.#timer);
    const began = performance.now();
    try {
      await this.#readAndTell();
      this.#readAt = began;
      this.#report(undefined);
      return true;
    } catch (error) {
      this.#log?.close();
      this.#log = undefined;
      this.#report(error);
      return false;
    } finally {
      this.#timer = setTimeout(this.#wake, this.#pauseMs).unref();
      if (this.#closed) clearTimeout(this.#timer);
    }
  }

  async #readAndTell(): Promise<void> {
    const lookBackMs = this.#log === undefined ? this.#lookBackMs() : undefined;
    const log = (this.#log ??= await this.#connect());
    const subjects = [...this.#listeners.keys()];
    const { changes, position } = await log.read(subjects, this.#position, lookBackMs);
    await this.#tell(changes);
    this.#position = position;
    if (performance.now() - this.#purgedAt < purgeEveryMs) return;
    this.#purgedAt = performance.now();
    await log.purge();
  }

  /** Reading failed: no notification will come, so asking again is not put off however rare it is. */
  get #pauseMs(): number {
    const { pollMs = defaultPollMs } = this.options;
    return this.#failing ? Math.min(pollMs, defaultPollMs) : pollMs;
  }

  #connect(): Promise<ChangeLog> {
    const onEnd = (): void => {
      this.#log = undefined;
      this.#wake();
    };
    return ChangeLog.connect(this.options, { onNews: this.#wake, onEnd });
  }

  #lookBackMs(): number {
    const missed = performance.now() - this.#readAt + overlapMs;
    return Math.ceil(Math.min(this.options.lookBackMs, missed));
  }

  async #tell(changes: readonly Change[]): Promise<void> {
    for (let index = 0; index < changes.length; index += atOnce) {
      await Promise.all(
        changes
          .slice(index, index + atOnce)
          .flatMap((change) =>
            (this.#listeners.get(change.subject) ?? []).map((listener) => listener(change)),
          ),
      );
    }
  }

  readonly #wake = (): void => {
    void this.catchUp();
  };

  #report(error: unknown): void {
    const failing = error !== undefined;
    if (failing === this.#failing) return;
    this.#failing = failing;
    if (failing) this.#logger.warn({ err: error }, 'the change log cannot be read');
    else this.#logger.log('the change log is read again');
  }
}
