import { runInLedger } from '#relations';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type DataSource, type EntityManager } from 'typeorm';
import { isReplicaFault } from './database-errors.js';

/** How long a replica that failed is left alone, in milliseconds. */
const pauseMs = 5_000;

/**
 * Where to read what may be some seconds old: a replica, if there is one and it answers, otherwise
 * the primary.
 *
 *     this.reading.read((manager) => manager.query(statement));
 */
export class ReadDatabase implements OnApplicationShutdown {
  private readonly logger = new Logger(ReadDatabase.name);
  private opening: Promise<unknown> | undefined;
  private pausedUntil = 0;

  /** @param replica opened when it is first asked, so that no service waits for it to start */
  constructor(
    private readonly primary: DataSource,
    private readonly replica?: DataSource,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param work may be done twice, first on the replica: only reads */
  async read<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const { replica } = this;
    if (replica === undefined || this.now() < this.pausedUntil) return work(this.primary.manager);
    const tryingAgain = this.pausedUntil > 0;
    // One tries whether it is back; the others do not wait for that.
    if (tryingAgain) this.pausedUntil = this.now() + pauseMs;
    try {
      await this.open(replica);
      const result = await work(replica.manager);
      if (tryingAgain) this.pausedUntil = 0;
      return result;
    } catch (error) {
      if (!isReplicaFault(error)) throw error;
      this.pausedUntil = this.now() + pauseMs;
      this.logger.warn({ err: error as Error }, 'the replica did not answer: the primary is asked');
    }
    return work(this.primary.manager);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opening?.catch(() => undefined);
    if (this.replica?.isInitialized === true) await this.replica.destroy();
  }

  private async open(replica: DataSource): Promise<void> {
    if (replica.isInitialized) return;
    // In a ledger of its own: it is nothing that the one who asked first has done.
    this.opening ??= runInLedger(() => replica.initialize()).finally(
      () => (this.opening = undefined),
    );
    await this.opening;
  }
}
