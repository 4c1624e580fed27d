/** What became of one piece of warming; `dropped`: the queue was full, or closed. */
export type WarmOutcome = 'warmed' | 'failed' | 'dropped';

/** First comes what somebody waits for, last what is only guessed. */
export const warmPriorities = ['asked', 'created', 'start', 'predicted'] as const;
export type WarmPriority = (typeof warmPriorities)[number];

/** Never rejects. */
type Work = () => Promise<WarmOutcome>;

interface Job {
  readonly key: string;
  readonly work: Work;
  readonly outcome: Promise<WarmOutcome>;
  readonly settle: (outcome: WarmOutcome) => void;
}

const longest = 10_000;

/** Runs a few at a time, the same work once, the more important first. */
export class WarmQueue {
  readonly #waiting = warmPriorities.map(() => new Map<string, Job>());
  readonly #running = new Map<string, Job>();
  #closed = false;

  constructor(private readonly concurrency: number) {}

  get running(): number {
    return this.#running.size;
  }

  get waiting(): number {
    return this.#waiting.reduce((sum, jobs) => sum + jobs.size, 0);
  }

  /** @param key names the work: what waits or runs under the same key is shared. */
  add(key: string, priority: WarmPriority, work: Work): Promise<WarmOutcome> {
    const running = this.#running.get(key);
    if (running !== undefined) return running.outcome;
    const rank = warmPriorities.indexOf(priority);
    const waiting = this.#waiting.findIndex((jobs) => jobs.has(key));
    const job = this.#waiting[waiting]?.get(key) ?? newJob(key, work);
    if (waiting === -1 && (this.#closed || this.waiting >= longest)) job.settle('dropped');
    else if (waiting === -1 || rank < waiting) {
      this.#waiting[waiting]?.delete(key);
      this.#waiting[rank]?.set(key, job);
      this.#next();
    }
    return job.outcome;
  }

  /** What waits is dropped; returns when what runs has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const jobs of this.#waiting) {
      for (const job of jobs.values()) job.settle('dropped');
      jobs.clear();
    }
    await Promise.all([...this.#running.values()].map(({ outcome }) => outcome));
  }

  #next(): void {
    while (this.#running.size < this.concurrency) {
      const jobs = this.#waiting.find(({ size }) => size > 0);
      const job = jobs?.values().next().value;
      if (jobs === undefined || job === undefined) return;
      jobs.delete(job.key);
      this.#running.set(job.key, job);
      void this.#run(job);
    }
  }

  async #run({ key, work, settle }: Job): Promise<void> {
    const outcome = await work();
    this.#running.delete(key);
    settle(outcome);
    this.#next();
  }
}

function newJob(key: string, work: Work): Job {
  const { promise, resolve } = Promise.withResolvers<WarmOutcome>();
  return { key, work, outcome: promise, settle: resolve };
}
