import { type CacheFamily, defineFamily, InjectFamily, type ReadOptions } from '#caching';
import { ReadDatabase } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { type Counted } from './counted.js';
import { type Period } from './period.js';

/** Taken back when a tenant's figures have been folded: see StatisticsFolding. */
export const statistics = defineFamily<Counted>({ name: 'statistics', version: 1, ttlMs: 300_000 });

/** What is folded and what is not yet, in one snapshot. `$1` tenant, `$2` from, `$3` to. */
const sumStatement = `
  SELECT measure, sum(value)::float8 AS value FROM (
    SELECT measure, value FROM statistic WHERE tenant_id = $1 AND slot >= $2 AND slot < $3
    UNION ALL
    SELECT measure, value FROM statistic_delta WHERE tenant_id = $1 AND slot >= $2 AND slot < $3
  ) AS counted GROUP BY measure`;

/** A tenant's figures over a time. */
@Injectable()
export class StatisticsService {
  constructor(
    @InjectDataSource() private readonly primary: DataSource,
    private readonly database: ReadDatabase,
    @InjectFamily(statistics) private readonly cache: CacheFamily<Counted>,
  ) {}

  /** One statement, or none. Who wants it exact, past the cache, is answered by the primary. */
  over(tenantId: string, { from, to }: Period, options: ReadOptions): Promise<Counted> {
    const load = async (manager: EntityManager): Promise<Counted> => {
      const rows: { measure: string; value: number }[] = await manager.query(sumStatement, [
        tenantId,
        from ?? '-infinity',
        to ?? 'infinity',
      ]);
      return Object.fromEntries(rows.map(({ measure, value }) => [measure, value]));
    };
    return this.cache.get(
      tenantId,
      [from, to],
      () => (options.useCache === false ? load(this.primary.manager) : this.database.read(load)),
      options,
    );
  }
}
