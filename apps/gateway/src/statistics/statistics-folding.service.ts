import { type CacheFamily, InjectFamily } from '#caching';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { asSystem } from '#persistence';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type Counted } from './counted.js';
import { statistics } from './statistics.service.js';

/** How old cached figures can be; what is not folded yet counts for who reads past the cache. */
const pauseMs = 10_000;
const foldedAtOnce = 10_000;

/**
 * Adds deltas to the sums. Several replicas take different deltas; all write in the same order, so
 * that none waits for one that waits for it. A tenant that is gone is not counted any more.
 */
const foldStatement = `
  WITH taken AS (
    DELETE FROM statistic_delta WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM statistic_delta LIMIT $1 FOR UPDATE SKIP LOCKED))
    RETURNING *
  ), folded AS (
    INSERT INTO statistic AS standing (tenant_id, slot, measure, value)
      SELECT tenant_id, slot, measure, sum(taken.value)
      FROM taken JOIN tenant ON tenant.id = tenant_id
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (tenant_id, slot, measure) DO UPDATE SET value = standing.value + excluded.value
    RETURNING tenant_id
  )
  SELECT (SELECT count(*)::int FROM taken) AS deltas,
    ARRAY(SELECT DISTINCT tenant_id FROM folded) AS tenants`;

/** Keeps the sums small to read: folds what was counted, a few times a minute. */
@Injectable()
export class StatisticsFolding implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(StatisticsFolding.name);
  private timer: NodeJS.Timeout | undefined;
  private folding = Promise.resolve();
  private stopped = false;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectFamily(statistics) private readonly cache: CacheFamily<Counted>,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.folding;
  }

  /** Until nothing is left; takes the tenants' cached figures back. */
  async fold(): Promise<void> {
    for (let deltas = foldedAtOnce; deltas === foldedAtOnce && !this.stopped;) {
      // Of all tenants in one statement.
      const [done] = await asSystem(() =>
        this.database.query<{ deltas: number; tenants: string[] }[]>(foldStatement, [foldedAtOnce]),
      );
      const { tenants = [] } = done ?? {};
      await Promise.all(tenants.map((tenantId) => this.cache.invalidateScope(tenantId, 'counted')));
      deltas = done?.deltas ?? 0;
    }
  }

  private schedule(): void {
    if (this.stopped) return;
    // Jitter keeps replicas from folding at the same moment.
    const pause = pauseMs * (0.5 + Math.random() / 2);
    this.timer = setTimeout(() => {
      this.folding = this.fold()
        .catch((error: unknown) =>
          this.logger.warn({ err: error as Error }, 'figures were not folded'),
        )
        .finally(() => this.schedule());
    }, pause);
  }
}
