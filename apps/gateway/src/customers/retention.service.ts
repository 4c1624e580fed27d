import { eraseCustomer, idleCustomers } from '#conversations';
import { asSystem, asTenant } from '#persistence';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

const pauseMs = 3_600_000;
const atOnce = 500;

/**
 * Erases customers of whom nothing was heard for longer than their tenant keeps them, each in a
 * transaction of its own that looks again. Replicas may do it at once: the second finds nobody.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private timer: NodeJS.Timeout | undefined;
  private working = Promise.resolve();
  private stopped = false;

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.working;
  }

  /** @returns how many were erased */
  async apply(): Promise<number> {
    let erased = 0;
    for (let found = atOnce; found === atOnce && !this.stopped;) {
      // Of all tenants: each is asked for what it keeps.
      const idle = await asSystem(() => idleCustomers(this.database, atOnce));
      for (const { tenantId, customerId, days } of idle) {
        const proof = await asTenant(tenantId, () =>
          eraseCustomer(this.database, tenantId, customerId, 'retention', days),
        );
        if (proof !== null) erased += 1;
        if (this.stopped) break;
      }
      found = idle.length;
    }
    if (erased > 0) this.logger.log({ erased }, 'customers erased by age');
    return erased;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(
      () => {
        this.working = this.apply()
          .then(
            () => undefined,
            (error: unknown) =>
              this.logger.warn({ err: error as Error }, 'customers were not erased by age'),
          )
          .finally(() => this.schedule());
      },
      // Jitter keeps replicas from doing it at the same moment.
      pauseMs * (0.5 + Math.random() / 2),
    ).unref();
  }
}
