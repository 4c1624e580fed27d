/**
 * Takes a conversation away from the bot, in one statement. The fence moves, so that a turn in the
 * making cannot commit; messages it would have answered get the state `messages`.
 *
 * `$1` tenant, `$2` conversation, `$3` reason or null, `$4` id of the audit entry, `$5` who.
 */
const stopBotStatement = ({
  from,
  to,
  messages,
  action,
}: {
  /** Of which status (SQL). */
  from: string;
  /** What the conversation becomes (SQL). */
  to: string;
  messages: 'handed_off' | 'discarded';
  action: string;
}): string => `
  WITH seen AS (
    SELECT id, status, last_sequence FROM conversation WHERE tenant_id = $1 AND id = $2
  ), taken AS (
    UPDATE conversation AS current SET
      ${to}, fence = current.fence + 1, owner = NULL, lease_until = NULL, due_at = NULL,
      first_due_at = NULL, answered_sequence = current.inbound_sequence, turn_attempts = 0
    FROM seen
    WHERE current.tenant_id = $1 AND current.id = seen.id AND current.status ${from}
      AND current.last_sequence = seen.last_sequence
    RETURNING current.id, current.fence
  ), unanswered AS (
    UPDATE message SET state = '${messages}' FROM taken
    WHERE message.tenant_id = $1 AND message.conversation_id = taken.id
      AND message.state = 'received'
    RETURNING message.id
  ), audit AS (
    INSERT INTO audit_entry (tenant_id, id, actor, action, conversation_id, detail)
    SELECT $1, $4, $5::text, '${action}', id, jsonb_strip_nulls(jsonb_build_object(
      'reason', $3::text, 'fence', fence,
      'messages', (SELECT coalesce(jsonb_agg(id), '[]') FROM unanswered)))
    FROM taken
  )
  SELECT seen.status AS before, taken.id IS NOT NULL AS changed
  FROM seen LEFT JOIN taken ON true`;

export const handOffStatement = stopBotStatement({
  from: `= 'bot'`,
  to: `status = 'handoff', handoff_reason = $3::text`,
  messages: 'handed_off',
  action: 'conversation.handed_off',
});

export const closeStatement = stopBotStatement({
  from: `<> 'closed'`,
  to: `status = 'closed', closed_at = clock_timestamp()`,
  messages: 'discarded',
  action: 'conversation.closed',
});
