import Bull, { type Queue } from 'bull';

/** The floor: a queue whose jobs do nothing, with the options of ours. */
export class BareBull implements AsyncDisposable {
  private readonly queue: Queue<object>;
  private done = 0;
  private finished: () => void = () => undefined;

  constructor(redisUrl: string, concurrency: number) {
    this.queue = new Bull('bare', redisUrl, {
      prefix: '{bench}:bare',
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    void this.queue.process(concurrency, () => Promise.resolve());
    this.queue.on('completed', () => {
      if (--this.done === 0) this.finished();
    });
  }

  /** Adds so many jobs, from as many callers, and resolves when all of them are completed. */
  async run(jobs: number, callers: number): Promise<void> {
    this.done = jobs;
    const finished = new Promise<void>((resolve) => (this.finished = resolve));
    let added = 0;
    const call = async (): Promise<void> => {
      while (added < jobs) await this.queue.add({ job: added++ });
    };
    await Promise.all([finished, ...Array.from({ length: callers }, call)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.queue.close();
  }
}
