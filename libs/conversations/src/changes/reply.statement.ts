/**
 * An operator's reply, decided as the agent's are: message and delivery, in one statement. It takes
 * the conversation from the bot, as a handoff does: the fence moves, and what was unanswered is the
 * operator's.
 *
 * `$1` tenant, `$2` conversation, `$3` text, `$4` reason of the handoff, `$5` who; ids: `$6` reply,
 * `$7` delivery, `$8` and `$9` audit entries; `$10` payload.
 */
export const replyStatement = `
  WITH seen AS (
    SELECT id, status, last_sequence FROM conversation WHERE tenant_id = $1 AND id = $2
  ), thread AS (
    UPDATE conversation AS current SET
      last_sequence = current.last_sequence + 1, last_message_at = clock_timestamp(),
      status = 'handoff',
      handoff_reason = CASE current.status WHEN 'bot' THEN $4::text ELSE current.handoff_reason END,
      fence = CASE current.status WHEN 'bot' THEN current.fence + 1 ELSE current.fence END,
      owner = NULL, lease_until = NULL, due_at = NULL, first_due_at = NULL,
      answered_sequence = current.inbound_sequence, turn_attempts = 0
    FROM seen
    WHERE current.tenant_id = $1 AND current.id = seen.id AND current.status <> 'closed'
      AND (current.status, current.last_sequence) = (seen.status, seen.last_sequence)
    RETURNING current.*
  ), unanswered AS (
    UPDATE message SET state = 'handed_off' FROM thread
    WHERE message.tenant_id = $1 AND message.conversation_id = thread.id
      AND message.state = 'received'
    RETURNING message.id
  ), reply AS (
    INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author, text, state)
    SELECT $1, $6, id, channel_id, last_sequence, 'operator', $3, 'completed' FROM thread
  ), delivery AS (
    INSERT INTO outbox_delivery (tenant_id, id, reply_id, conversation_id, sequence, payload, state,
      next_attempt_at, guarantee)
    SELECT $1, $7, $6, thread.id, last_sequence, $10, 'pending', clock_timestamp(),
      channel.delivery_guarantee
    FROM thread JOIN channel ON (channel.tenant_id, channel.id) = ($1, thread.channel_id)
  ), audit AS (
    INSERT INTO audit_entry (tenant_id, id, actor, action, conversation_id, message_id, detail)
    SELECT $1, $8::uuid, $5::text, 'conversation.handed_off', thread.id, NULL::uuid,
      jsonb_build_object('reason', $4::text, 'fence', thread.fence,
        'messages', (SELECT coalesce(jsonb_agg(id), '[]') FROM unanswered))
    FROM thread, seen WHERE seen.status = 'bot'
    UNION ALL
    SELECT $1, $9::uuid, $5::text, 'conversation.replied', id, $6, '{}'::jsonb FROM thread
  )
  SELECT seen.status AS before, thread.id IS NOT NULL AS changed
  FROM seen LEFT JOIN thread ON true`;
