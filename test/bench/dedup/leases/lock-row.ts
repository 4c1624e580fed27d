import pg from 'pg';
import { type LockContestant } from './lock-contestant.js';

/** A row that is inserted and deleted: what one does without a lock service. */
export const lockRow = async (databaseUrl: string): Promise<LockContestant> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
  // Sessions that are still closing hear of the server's end.
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE lock_row (key text PRIMARY KEY)');
  return {
    name: 'PostgreSQL insert + delete',
    async lockOnce(key) {
      const insert = 'INSERT INTO lock_row VALUES ($1) ON CONFLICT DO NOTHING';
      if ((await pool.query(insert, [key])).rowCount === 0) return false;
      await pool.query('DELETE FROM lock_row WHERE key = $1', [key]);
      return true;
    },
    close: () => pool.end(),
  };
};
