import { type TurnJob, turnsQueue } from '#contracts';
import { currentTraceparent, inSpan } from '#observability';
import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import { type Queue } from 'bull';

/** How long an inbound request may wait for Redis. */
const patienceMs = 250;

/**
 * Wakes an agent-worker when a turn or a delivery is due. A hint: PostgreSQL holds what is due, so a wake-up that
 * is lost costs a sweeper's interval, and never fails the request that asked for it.
 */
@Injectable()
export class TurnWakeUps {
  private readonly logger = new Logger(TurnWakeUps.name);

  constructor(@InjectQueue(turnsQueue) private readonly queue: Queue<TurnJob>) {}

  /** Resolves in any case, within 250 ms. */
  wake(job: TurnJob, delayMs: number): Promise<void> {
    return inSpan('wake up', { kind: 'producer' }, () => this.announce(job, delayMs));
  }

  private async announce(job: TurnJob, delayMs: number): Promise<void> {
    // Without a connection Bull would keep every job in memory until there is one.
    if (this.queue.client.status !== 'ready') {
      this.logger.warn('turn not announced: no connection to Redis');
      return;
    }
    // The job that brought the former answer may not have ended yet.
    const jobId = job.replayed ? `${job.messageId}-replay` : job.messageId;
    const announced = this.queue
      .add({ ...job, traceparent: currentTraceparent() }, { jobId, delay: delayMs })
      .then(() => true)
      .catch((err: unknown) => {
        this.logger.warn({ err }, 'turn not announced');
        return true;
      });
    if (!(await this.inTime(announced))) {
      this.logger.warn({ patienceMs }, 'turn not announced in time');
    }
  }

  private async inTime(announced: Promise<boolean>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), patienceMs);
    });
    try {
      return await Promise.race([announced, impatience]);
    } finally {
      clearTimeout(timer);
    }
  }
}
