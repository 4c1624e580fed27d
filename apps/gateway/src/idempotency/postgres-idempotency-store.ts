import { createHash } from 'node:crypto';
import { type IdempotencyStore } from '#dedup';
import { SecretBox } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Records that have expired and that one reservation clears away. */
const clearedAtOnce = 10;

/**
 * A record that has expired counts as none. `$1` key, `$2` record, `$3` TTL in ms, `$4` limit.
 * Answers the record that stands, `$2` if it was set.
 */
const reserveStatement = `
  WITH cleared AS (
    DELETE FROM idempotency_record WHERE key IN (
      SELECT key FROM idempotency_record
      WHERE expires_at <= clock_timestamp() AND key <> $1
      ORDER BY expires_at LIMIT $4 FOR UPDATE SKIP LOCKED)
  )
  INSERT INTO idempotency_record AS standing (key, record, expires_at)
  VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
  ON CONFLICT (key) DO UPDATE SET
    record = CASE WHEN standing.expires_at > clock_timestamp()
      THEN standing.record ELSE excluded.record END,
    expires_at = CASE WHEN standing.expires_at > clock_timestamp()
      THEN standing.expires_at ELSE excluded.expires_at END
  RETURNING record`;

/** The same for the same record, which is random enough (it carries an id) to give nothing away. */
const digestOf = (record: string): string => createHash('sha256').update(record).digest('hex');

/**
 * First answers in PostgreSQL: as durable as what they speak of. They may hold secrets that are shown
 * once, so that they are sealed; a row is `digest of the record . the sealed record`.
 */
@Injectable()
export class PostgresIdempotencyStore implements IdempotencyStore {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly secrets: SecretBox,
  ) {}

  async reserve(key: string, record: string, ttlMs: number): Promise<string | undefined> {
    const rows: { record: string }[] = await this.database.query(reserveStatement, [
      key,
      this.seal(record),
      ttlMs,
      clearedAtOnce,
    ]);
    const [digest, sealed = ''] = (rows[0]?.record ?? '').split('.');
    if (digest === digestOf(record)) return undefined;
    return this.secrets.open(Buffer.from(sealed, 'base64'));
  }

  async replace(key: string, expected: string, record: string, ttlMs: number): Promise<void> {
    await this.database.query(
      `UPDATE idempotency_record
       SET record = $3, expires_at = clock_timestamp() + $4 * interval '1 millisecond'
       WHERE key = $1 AND split_part(record, '.', 1) = $2`,
      [key, digestOf(expected), this.seal(record), ttlMs],
    );
  }

  async remove(key: string, expected: string): Promise<void> {
    await this.database.query(
      `DELETE FROM idempotency_record WHERE key = $1 AND split_part(record, '.', 1) = $2`,
      [key, digestOf(expected)],
    );
  }

  private seal(record: string): string {
    return `${digestOf(record)}.${this.secrets.seal(record).toString('base64')}`;
  }
}
