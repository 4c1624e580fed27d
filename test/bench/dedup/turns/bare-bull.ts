import Bull, { type Queue } from 'bull';
import { v7 as uuidv7 } from 'uuid';

/** What happens with each job besides its way through the queue. */
export interface JobWork {
  admit(id: string): Promise<unknown>;
  process(id: string): Promise<unknown>;
}

const nothing: JobWork = { admit: () => Promise.resolve(), process: () => Promise.resolve() };

/** The floor: a queue whose jobs do nothing unless told, with the options of ours. */
export class BareBull implements AsyncDisposable {
  private readonly queue: Queue<{ id: string }>;
  private done = 0;
  private finished: () => void = () => undefined;

  constructor(
    name: string,
    redisUrl: string,
    concurrency: number,
    private readonly work = nothing,
  ) {
    this.queue = new Bull(name, redisUrl, {
      prefix: `{bench}:${name}`,
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    void this.queue.process(concurrency, ({ data }) => work.process(data.id));
    this.queue.on('completed', () => {
      if (--this.done === 0) this.finished();
    });
  }

  /**
   * Adds so many jobs, from as many callers, and resolves when all of them are completed.
   * @throws when one of them failed
   */
  async run(jobs: number, callers: number): Promise<void> {
    this.done = jobs;
    const finished = new Promise<void>((resolve, reject) => {
      this.finished = resolve;
      this.queue.once('failed', (_job, error: Error) => reject(error));
    });
    let added = 0;
    const call = async (): Promise<void> => {
      while (added++ < jobs) {
        const id = uuidv7();
        await this.work.admit(id);
        await this.queue.add({ id });
      }
    };
    await Promise.all([finished, ...Array.from({ length: callers }, call)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.queue.close();
  }
}
