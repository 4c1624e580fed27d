import { type WarmOutcome, type WarmPriority, WarmQueue } from './warm-queue.js';

/**
 * Reads through the cache what the scope will be asked for, so that it is there. Loads nothing that
 * is there already: the cache sees to that, in one process and across processes.
 */
export type Warm = (scope: string) => Promise<unknown>;

/** Counts of scopes times warmers. */
export type WarmResult = Readonly<Record<WarmOutcome, number>>;

export interface WarmingState extends WarmResult {
  readonly running: number;
  readonly waiting: number;
}

/** Loads before anybody asks, in the background, a few at a time. */
export class Warming {
  readonly #warmers = new Map<string, Warm[]>();
  readonly #queue: WarmQueue;
  readonly #total = { warmed: 0, failed: 0, dropped: 0 };

  /**
   * @param concurrency how many warmers run at a time
   * @param trouble told of warmers that fail
   */
  constructor(
    concurrency: number,
    private readonly trouble: (family: string, error: unknown) => void,
  ) {
    this.#queue = new WarmQueue(concurrency);
  }

  /** Several warmers may share a family: its single values, its lists. */
  register(family: string, warm: Warm): void {
    this.#warmers.set(family, [...(this.#warmers.get(family) ?? []), warm]);
  }

  /** Families that this process can warm. */
  get families(): string[] {
    return [...this.#warmers.keys()];
  }

  /**
   * Warms the scopes in this order, resolving when all of it has been tried. Never rejects.
   * @param families all that can be warmed unless given; others are left to other processes
   */
  async warm(
    scopes: readonly string[],
    priority: WarmPriority,
    families: readonly string[] = this.families,
  ): Promise<WarmResult> {
    const wanted = families.filter((family) => this.#warmers.has(family));
    const outcomes = await Promise.all(
      scopes.flatMap((scope) => wanted.flatMap((family) => this.#one(scope, family, priority))),
    );
    const result = { warmed: 0, failed: 0, dropped: 0 };
    for (const outcome of outcomes) result[outcome]++;
    return result;
  }

  /** Since the process started, and now. */
  state(): WarmingState {
    return { ...this.#total, running: this.#queue.running, waiting: this.#queue.waiting };
  }

  /** Begins nothing any more; returns when what runs has ended. */
  close(): Promise<void> {
    return this.#queue.close();
  }

  #one(scope: string, family: string, priority: WarmPriority): Promise<WarmOutcome>[] {
    return (this.#warmers.get(family) ?? []).map(async (warm, nth) => {
      const work = async (): Promise<WarmOutcome> => {
        try {
          await warm(scope);
          return 'warmed';
        } catch (error) {
          this.trouble(family, error);
          return 'failed';
        }
      };
      const outcome = await this.#queue.add(`${family}:${nth}:${scope}`, priority, work);
      this.#total[outcome]++;
      return outcome;
    });
  }
}
