/**
 * Puts an inbound message back in line, in one statement: it takes a new place at the end of its
 * conversation, so that sequences and `answered_sequence` only ever grow. The fence moves: a turn in
 * the making starts over, with this message. Forced, its former answer is forgotten, so that another
 * one can be stored; the reply itself stays.
 *
 * `$1` tenant, `$2` message, `$3` forced, `$4` id of the audit entry, `$5` who.
 */
export const replayStatement = `
  WITH seen AS (
    SELECT message.id, message.conversation_id, message.author, message.state, message.sequence,
      answer.reply_id, conversation.status, conversation.last_sequence,
      message.author = 'customer' AND conversation.status <> 'closed' AND (
        message.state IN ('failed', 'discarded')
        OR ($3 AND message.state IN ('completed', 'handed_off'))) AS replayable
    FROM message
      JOIN conversation ON (conversation.tenant_id, conversation.id) = ($1, message.conversation_id)
      LEFT JOIN message_answer AS answer
        ON (answer.tenant_id, answer.message_id) = ($1, message.id)
    WHERE message.tenant_id = $1 AND message.id = $2
  ), thread AS (
    UPDATE conversation AS current SET
      last_sequence = current.last_sequence + 1, inbound_sequence = current.last_sequence + 1,
      status = 'bot', handoff_reason = NULL, due_at = clock_timestamp(),
      first_due_at = clock_timestamp(), turn_attempts = 0, owner = NULL, lease_until = NULL,
      fence = current.fence + 1
    FROM seen
    WHERE current.tenant_id = $1 AND current.id = seen.conversation_id AND seen.replayable
      AND (current.status, current.last_sequence) = (seen.status, seen.last_sequence)
    RETURNING current.id, current.last_sequence, current.fence
  ), queued AS (
    UPDATE message SET state = 'received', sequence = thread.last_sequence FROM thread
    WHERE message.tenant_id = $1 AND message.id = $2
  ), forgotten AS (
    DELETE FROM message_answer USING thread
    WHERE message_answer.tenant_id = $1 AND message_answer.message_id = $2
  ), audit AS (
    INSERT INTO audit_entry (tenant_id, id, actor, action, conversation_id, message_id, detail)
    SELECT $1, $4, $5::text, 'message.replayed', thread.id, seen.id,
      jsonb_strip_nulls(jsonb_build_object('formerState', seen.state,
        'formerSequence', seen.sequence, 'formerReplyId', seen.reply_id,
        'sequence', thread.last_sequence, 'fence', thread.fence, 'forced', $3::boolean,
        'messages', jsonb_build_array(seen.id)))
    FROM thread, seen
  )
  SELECT seen.conversation_id AS "conversationId", seen.author, seen.state,
    seen.status AS before, seen.replayable, thread.id IS NOT NULL AS changed
  FROM seen LEFT JOIN thread ON true`;
