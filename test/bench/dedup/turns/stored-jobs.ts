import pg from 'pg';
import { type JobWork } from './bare-bull.js';

/**
 * The least that is done for a reply that shall be neither forgotten nor unaccounted for: a message
 * stored, read, its reply stored, posted, and recorded as sent. No check, no order, no lease, no
 * retry: what crashes in between is lost or doubled.
 */
export class StoredJobs implements JobWork, AsyncDisposable {
  private constructor(
    private readonly pool: pg.Pool,
    private readonly deliveryUrl: string,
  ) {}

  static async open(
    databaseUrl: string,
    deliveryUrl: string,
    poolSize: number,
  ): Promise<StoredJobs> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: poolSize });
    await pool.query(
      'CREATE TABLE floor_message (id uuid PRIMARY KEY, text text NOT NULL, reply text, sent_at timestamptz)',
    );
    return new StoredJobs(pool, deliveryUrl);
  }

  admit(id: string): Promise<unknown> {
    return this.pool.query({
      name: 'admit',
      text: 'INSERT INTO floor_message (id, text) VALUES ($1, $2)',
      values: [id, 'When are you open?'],
    });
  }

  async process(id: string): Promise<void> {
    const values = [id];
    await this.pool.query({
      name: 'read',
      text: 'SELECT text FROM floor_message WHERE id = $1',
      values,
    });
    const reply = 'Always.';
    await this.pool.query({
      name: 'reply',
      text: 'UPDATE floor_message SET reply = $2 WHERE id = $1',
      values: [id, reply],
    });
    const body = JSON.stringify({ id, text: reply });
    const response = await fetch(this.deliveryUrl, { method: 'POST', body });
    await response.arrayBuffer();
    await this.pool.query({
      name: 'sent',
      text: 'UPDATE floor_message SET sent_at = now() WHERE id = $1',
      values,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.end();
  }
}
