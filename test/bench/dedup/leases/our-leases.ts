import { DedupModule, type DedupOptions, Leases, type QuerySql } from '#dedup';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { type LockContestant, lockTtlMs } from './lock-contestant.js';

/** `Leases` as an application has them. */
export const ourLeases = async (
  name: string,
  options: Pick<DedupOptions, 'redisUrls' | 'fences'>,
): Promise<LockContestant> => {
  const app = await NestFactory.createApplicationContext(
    DedupModule.forRoot({ ...options, keyPrefix: 'bench', workerId: 'bench' }),
    { logger: ['error'] },
  );
  const leases = app.get(Leases);
  return {
    name,
    async lockOnce(key) {
      const lease = await leases.acquire(key, { ttlMs: lockTtlMs, contention: 'skip' });
      await lease?.release();
      return lease !== undefined;
    },
    close: () => app.close(),
  };
};

/** On PostgreSQL alone. */
export const ourFenceLeases = async (
  name: string,
  databaseUrl: string,
): Promise<LockContestant> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  // Sessions that are still closing hear of the server's end.
  pool.on('error', () => undefined);
  const fences: QuerySql = async (sql, parameters) =>
    (await pool.query<Record<string, unknown>>(sql, [...parameters])).rows;
  const contestant = await ourLeases(name, { redisUrls: [], fences });
  return {
    ...contestant,
    async close() {
      await contestant.close();
      await pool.end();
    },
  };
};
