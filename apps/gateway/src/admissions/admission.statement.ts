/**
 * Admits one inbound message: everything or nothing, in one statement.
 *
 * - `known`: a message that is stored already changes nothing; its id is the answer. One that is
 *   being stored by somebody else right now is not seen here: it breaks `message_inbound_unique`,
 *   and the whole statement is undone.
 * - `fingerprinted`, where the channel wants it (`$14`): the row of what the customer says, made by
 *   the first message and kept until it expires. It names the message that was first; whoever comes
 *   at the same time waits for it here. `repeated`: somebody else was. Both `known` and `repeated`
 *   keep `identity`, and with it all that follows, from happening.
 * - `identity` comes next: its row lock makes concurrent first messages of one customer wait for
 *   each other, so only one of them brings a customer along. (Foreign keys are checked at the end.)
 * - `thread` takes the sequence number and moves the due time: the window after the last message,
 *   at most `$13` after the first one was due. A conversation a human has is never due, and its
 *   messages count as answered. `clock_timestamp()`, not `now()`: the row lock may have been waited
 *   for.
 * - `forgotten`: each fingerprint takes two expired ones along, so that the table stays small.
 *
 * `$1` tenant, `$2` channel, `$3` provider message id, `$4` customer's external id, `$5` name,
 * `$6` text, `$7` attachments, `$8` sent at; ids for what turns out new: `$9` customer,
 * `$10` conversation, `$11` message; `$12` default window and `$13` its maximum, in milliseconds;
 * `$14` fingerprint, or null, and `$15` how long it counts, in milliseconds.
 */
export const admissionStatement = `
  WITH known AS (
    SELECT id FROM message
    WHERE tenant_id = $1 AND channel_id = $2 AND provider_message_id = $3::text
  ), fingerprinted AS (
    INSERT INTO recent_fingerprint AS recent
      (tenant_id, channel_id, fingerprint, message_id, expires_at)
    SELECT $1, $2, $14::text, $11, clock_timestamp() + $15::int * interval '1 millisecond'
    WHERE $14::text IS NOT NULL AND NOT EXISTS (SELECT FROM known)
    ON CONFLICT (tenant_id, channel_id, fingerprint) DO UPDATE SET
      message_id = CASE WHEN recent.expires_at > excluded.expires_at - $15::int * interval '1 millisecond'
        THEN recent.message_id ELSE excluded.message_id END,
      expires_at = CASE WHEN recent.expires_at > excluded.expires_at - $15::int * interval '1 millisecond'
        THEN recent.expires_at ELSE excluded.expires_at END
    RETURNING message_id
  ), repeated AS (
    SELECT message_id AS id FROM fingerprinted WHERE message_id <> $11
  ), identity AS (
    INSERT INTO customer_identity (tenant_id, channel_id, external_id, customer_id, last_seen_at)
    SELECT $1, $2, $4::text, $9, clock_timestamp()
    WHERE NOT EXISTS (SELECT FROM known) AND NOT EXISTS (SELECT FROM repeated)
    ON CONFLICT (tenant_id, channel_id, external_id) DO UPDATE SET last_seen_at = excluded.last_seen_at
    RETURNING customer_id
  ), new_customer AS (
    INSERT INTO customer (tenant_id, id, display_name)
    SELECT $1, customer_id, $5::text FROM identity WHERE customer_id = $9
  ), renamed_customer AS (
    UPDATE customer SET display_name = $5::text FROM identity
    WHERE tenant_id = $1 AND id = customer_id
      AND $5::text IS NOT NULL AND display_name IS DISTINCT FROM $5::text
  ), turn_window AS (
    SELECT coalesce(channel.turn_window_ms, agent.turn_window_ms, $12::int)
      * interval '1 millisecond' AS length
    FROM channel LEFT JOIN agent_configuration AS agent ON agent.tenant_id = channel.tenant_id
    WHERE channel.tenant_id = $1 AND channel.id = $2
  ), thread AS (
    INSERT INTO conversation AS current (tenant_id, id, channel_id, customer_id,
      last_sequence, inbound_sequence, due_at, first_due_at, last_message_at)
    SELECT $1, $10, $2, customer_id, 1, 1, at + length, at + length, at
    FROM identity, turn_window, clock_timestamp() AS at
    ON CONFLICT (tenant_id, channel_id, customer_id) WHERE status <> 'closed' DO UPDATE SET
      last_sequence = current.last_sequence + 1,
      inbound_sequence = current.last_sequence + 1,
      answered_sequence = CASE current.status
        WHEN 'handoff' THEN current.last_sequence + 1 ELSE current.answered_sequence END,
      due_at = CASE current.status WHEN 'bot' THEN least(
        clock_timestamp() + (SELECT length FROM turn_window),
        coalesce(current.first_due_at, clock_timestamp() + (SELECT length FROM turn_window))
          + $13::int * interval '1 millisecond') END,
      first_due_at = CASE current.status WHEN 'bot' THEN
        coalesce(current.first_due_at, clock_timestamp() + (SELECT length FROM turn_window)) END,
      last_message_at = clock_timestamp()
    RETURNING id, status, last_sequence, due_at
  ), stored AS (
    INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author,
      provider_message_id, text, attachments, state, sent_at)
    SELECT $1, $11, id, $2, last_sequence, 'customer', $3::text, $6, $7,
      CASE status WHEN 'handoff' THEN 'handed_off' ELSE 'received' END, $8
    FROM thread
    RETURNING id
  ), forgotten AS (
    DELETE FROM recent_fingerprint WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM recent_fingerprint
      WHERE fingerprint <> $14::text AND expires_at < clock_timestamp() - interval '1 minute'
      ORDER BY expires_at LIMIT 2 FOR UPDATE SKIP LOCKED))
  )
  SELECT id AS "messageId", true AS duplicate, NULL::uuid AS "conversationId", NULL::int AS "dueInMs"
  FROM (SELECT id FROM known UNION ALL SELECT id FROM repeated) AS earlier
  UNION ALL
  SELECT stored.id, false, thread.id,
    (extract(epoch FROM thread.due_at - clock_timestamp()) * 1000)::int
  FROM thread, stored`;

/** One row, or none when the channel is gone. */
export interface AdmissionRow {
  messageId: string;
  /** The message was stored before, or said a moment ago; nothing happened. */
  duplicate: boolean;
  conversationId: string | null;
  /** Negative: overdue. Null: nothing is to be answered, the message is a duplicate or a human's. */
  dueInMs: number | null;
}
