import { type CacheFamily, defineFamily, InjectFamily, type ReadOptions } from '#caching';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
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
    @InjectDataSource() private readonly database: DataSource,
    @InjectFamily(statistics) private readonly cache: CacheFamily<Counted>,
  ) {}

  /** One statement, or none. */
  over(tenantId: string, { from, to }: Period, options: ReadOptions): Promise<Counted> {
    const load = async (): Promise<Counted> => {
      const rows: { measure: string; value: number }[] = await this.database.query(sumStatement, [
        tenantId,
        from ?? '-infinity',
        to ?? 'infinity',
      ]);
      return Object.fromEntries(rows.map(({ measure, value }) => [measure, value]));
    };
    return this.cache.get(tenantId, [from, to], load, options);
  }
}
