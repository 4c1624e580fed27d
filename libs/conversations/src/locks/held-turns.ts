import { type DataSource } from 'typeorm';

/** A conversation that a worker holds for a turn. */
export interface HeldTurn {
  conversationId: string;
  workerId: string;
  fence: number;
  expiresInMs: number;
}

/**
 * What is held now, the last to expire first, at most `limit`; of one tenant, or of all (null). One
 * statement. What is held is due, too: the index on due times finds it.
 */
export const heldTurns = (
  database: DataSource,
  tenantId: string | null,
  limit: number,
): Promise<HeldTurn[]> =>
  database.query(
    `SELECT id AS "conversationId", owner AS "workerId", fence::int,
       (extract(epoch FROM lease_until - clock_timestamp()) * 1000)::int AS "expiresInMs"
     FROM conversation
     WHERE due_at IS NOT NULL AND lease_until > clock_timestamp()
       AND ($1::uuid IS NULL OR tenant_id = $1)
     ORDER BY lease_until DESC LIMIT $2`,
    [tenantId, limit],
  );
