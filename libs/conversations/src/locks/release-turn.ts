import { Problem } from '#contracts';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

/** `$1` tenant or null, `$2` conversation, `$3` id of the audit entry, `$4` who, `$5` why. */
const statement = `
  WITH held AS (
    SELECT tenant_id, id, owner FROM conversation
    WHERE ($1::uuid IS NULL OR tenant_id = $1) AND id = $2
      AND due_at IS NOT NULL AND lease_until > clock_timestamp()
    FOR UPDATE
  ), released AS (
    UPDATE conversation AS current SET fence = current.fence + 1, owner = NULL, lease_until = NULL,
      due_at = CASE WHEN current.inbound_sequence > current.answered_sequence
        THEN clock_timestamp() END,
      first_due_at = CASE WHEN current.inbound_sequence > current.answered_sequence
        THEN current.first_due_at END
    FROM held WHERE (current.tenant_id, current.id) = (held.tenant_id, held.id)
    RETURNING current.tenant_id, current.id, current.fence, held.owner
  ), audit AS (
    INSERT INTO audit_entry (tenant_id, id, actor, action, conversation_id, detail)
    SELECT tenant_id, $3, $4::text, 'lock.released', id,
      jsonb_build_object('reason', $5::text, 'releasedFrom', owner, 'fence', fence)
    FROM released
  )
  SELECT tenant_id AS "tenantId", owner AS "releasedFrom", fence::int FROM released`;

export interface ReleasedTurn {
  tenantId: string;
  /** The worker that held it. */
  releasedFrom: string;
  /** What that worker commits under an older fence is refused. */
  fence: number;
}

/**
 * Takes a turn from the worker that holds it: whatever that worker still does, it does not count any
 * more. The conversation is due at once for another one. One statement, of which the audit is part.
 * @param tenantId null: whosever it is
 * @throws Problem `not_found` when nobody holds it
 */
export const releaseTurn = async (
  database: DataSource,
  { tenantId, conversationId }: { tenantId: string | null; conversationId: string },
  { by, reason }: { by: string; reason: string },
): Promise<ReleasedTurn> => {
  const rows: ReleasedTurn[] = await database.query(statement, [
    tenantId,
    conversationId,
    uuidv7(),
    by,
    reason,
  ]);
  const [released] = rows;
  if (released === undefined) throw new Problem('not_found');
  return released;
};
