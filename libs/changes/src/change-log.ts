import pg from 'pg';
import { type Change, type ChangeSubject } from './change.js';

/** PostgreSQL not answering for this long counts as away, in milliseconds. */
const patienceMs = 2_000;

/**
 * What was committed since, one row a tenant and subject, and the position to go on from.
 *
 * A position is a snapshot: the news are the rows visible now that were not visible then. Numbers
 * or times would miss a transaction that began early and was committed late.
 *
 * `$1` subjects, `$2` position or null, `$3` milliseconds to look back as well, or null.
 */
const newsStatement = `
  WITH news AS (
    SELECT tenant_id, subject, ids FROM change_log
    WHERE subject = ANY ($1::text[]) AND (
      (transaction >= pg_snapshot_xmin($2::pg_snapshot)
        AND NOT pg_visible_in_snapshot(transaction, $2::pg_snapshot))
      OR at > now() - $3::int * interval '1 millisecond')
  ), changes AS (
    SELECT tenant_id AS "tenantId", subject,
      CASE WHEN bool_and(ids IS NOT NULL) AND count(DISTINCT id) <= 100
        THEN array_agg(DISTINCT id) END AS ids
    FROM news LEFT JOIN LATERAL unnest(ids) AS id ON true
    GROUP BY tenant_id, subject
  )
  SELECT pg_current_snapshot()::text AS position, changes.*
  FROM (SELECT) AS always LEFT JOIN changes ON true`;

/** Longer than anything may live in a cache. */
const purgeStatement = `
  DELETE FROM change_log WHERE id IN (
    SELECT id FROM change_log WHERE at < now() - interval '24 hours'
    ORDER BY at LIMIT 10000 FOR UPDATE SKIP LOCKED)`;

export interface News {
  changes: Change[];
  /** Where to go on; opaque. */
  position: string;
}

interface NewsRow extends Omit<Change, 'subject'> {
  position: string;
  subject: ChangeSubject | null;
}

/** A connection of its own to `change_log`. */
export class ChangeLog {
  private constructor(private readonly client: pg.Client) {}

  /**
   * @param onNews called when something was logged
   * @param onEnd called when the connection ends, by whatever cause
   */
  static async connect(
    { databaseUrl, applicationName }: { databaseUrl: string; applicationName: string },
    { onNews, onEnd }: { onNews: () => void; onEnd: () => void },
  ): Promise<ChangeLog> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: applicationName,
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
      keepAlive: true,
    });
    // `end` follows; without a listener the process would end as well.
    client.on('error', () => undefined);
    await client.connect();
    client.on('notification', onNews);
    client.on('end', onEnd);
    const log = new ChangeLog(client);
    try {
      await client.query('LISTEN change_log');
    } catch (error) {
      log.close();
      throw error;
    }
    return log;
  }

  async read(
    subjects: readonly ChangeSubject[],
    position: string | undefined,
    lookBackMs: number | undefined,
  ): Promise<News> {
    const { rows } = await this.client.query<NewsRow>(newsStatement, [
      subjects,
      position ?? null,
      lookBackMs ?? null,
    ]);
    const changes = rows.flatMap(({ subject, tenantId, ids }) =>
      subject === null ? [] : [{ subject, tenantId, ids }],
    );
    return { changes, position: rows[0]?.position ?? '' };
  }

  /** Forgets what is a day old; several processes may do so at once. */
  async purge(): Promise<void> {
    await this.client.query(purgeStatement);
  }

  close(): void {
    this.client.removeAllListeners('notification');
    this.client.removeAllListeners('end');
    void this.client.end().catch(() => undefined);
  }
}
