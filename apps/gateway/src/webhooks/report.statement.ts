/**
 * Records what a provider says of one part of a reply, and settles the delivery by it, in one
 * statement. The result does not depend on the order in which callbacks come in, or how often:
 * the status that outweighs the others stays, and of each status the earliest time.
 *
 * - `target`: by what we said of the part when we sent it, else by the provider's id. A channel's
 *   callback touches that channel's deliveries only. The lock makes concurrent callbacks wait.
 * - `reopened`: free text that came after the provider's window goes out again as a template, once.
 *   What is still said of the free text then is none of the template's.
 *   One that is being sent right now fails instead: its sender is about to say it was taken.
 * - `settled`: a part that failed fails the delivery; when the provider has all parts, it is
 *   delivered, also one that was ambiguous or about to be sent again. A delivery that is being sent
 *   right now is left to its sender, who finds the receipts.
 *
 * `$1` tenant, `$2` channel, `$3` delivery, `$4` part and `$5` parts, or null for all three,
 * `$6` provider message id, `$7` status, `$8` at, `$9` error, `$10` whether a template may be tried.
 */
export const reportStatement = `
  WITH target AS MATERIALIZED (
    SELECT delivery.tenant_id, delivery.id, delivery.state, delivery.use_template,
      coalesce($4::int, known.part) AS part, coalesce($5::int, known.parts) AS parts
    FROM outbox_delivery AS delivery
      JOIN conversation ON (conversation.tenant_id, conversation.id)
        = (delivery.tenant_id, delivery.conversation_id)
      LEFT JOIN LATERAL (
        SELECT part, parts FROM delivery_receipt AS receipt
        WHERE (receipt.tenant_id, receipt.delivery_id) = (delivery.tenant_id, delivery.id)
          AND provider_message_id = $6 LIMIT 1) AS known ON $3::uuid IS NULL
    WHERE delivery.tenant_id = $1 AND conversation.channel_id = $2
      AND delivery.id = coalesce($3::uuid, (
        SELECT delivery_id FROM delivery_receipt
        WHERE tenant_id = $1 AND provider_message_id = $6 LIMIT 1))
    FOR UPDATE OF delivery
  ), reopened AS (
    UPDATE outbox_delivery AS delivery SET
      state = 'pending', use_template = true, delivered_at = NULL, last_error = $9,
      next_attempt_at = clock_timestamp(),
      history = delivery.history || jsonb_build_object('at', clock_timestamp(), 'by', 'callback',
        'outcome', 'refused', 'error', $9::text)
    FROM target
    WHERE $10 AND (delivery.tenant_id, delivery.id) = (target.tenant_id, target.id)
      AND NOT delivery.use_template AND delivery.state <> 'sending'
    RETURNING delivery.tenant_id, delivery.id
  ), forgotten AS (
    DELETE FROM delivery_receipt AS receipt USING reopened
    WHERE (receipt.tenant_id, receipt.delivery_id) = (reopened.tenant_id, reopened.id)
  ), recorded AS (
    INSERT INTO delivery_receipt AS receipt (tenant_id, delivery_id, part, parts,
      provider_message_id, status, error, queued_at, sent_at, failed_at, delivered_at, read_at)
    SELECT tenant_id, id, part, parts, $6, $7::text, $9,
      CASE $7::text WHEN 'queued' THEN at END, CASE $7::text WHEN 'sent' THEN at END,
      CASE $7::text WHEN 'failed' THEN at END, CASE $7::text WHEN 'delivered' THEN at END,
      CASE $7::text WHEN 'read' THEN at END
    FROM target, LATERAL (SELECT coalesce($8::timestamptz, clock_timestamp()) AS at) AS moment
    WHERE NOT $10 OR state = 'sending'
    ON CONFLICT (tenant_id, delivery_id, part) DO UPDATE SET
      status = CASE WHEN array_position(ARRAY['queued', 'sent', 'failed', 'delivered', 'read'],
          excluded.status) > array_position(ARRAY['queued', 'sent', 'failed', 'delivered', 'read'],
          receipt.status)
        THEN excluded.status ELSE receipt.status END,
      provider_message_id = coalesce(receipt.provider_message_id, excluded.provider_message_id),
      error = coalesce(receipt.error, excluded.error),
      queued_at = least(receipt.queued_at, excluded.queued_at),
      sent_at = least(receipt.sent_at, excluded.sent_at),
      failed_at = least(receipt.failed_at, excluded.failed_at),
      delivered_at = least(receipt.delivered_at, excluded.delivered_at),
      read_at = least(receipt.read_at, excluded.read_at)
    RETURNING tenant_id, delivery_id, part, parts, status, error
  ), judged AS (
    SELECT recorded.tenant_id, recorded.delivery_id, recorded.error, CASE
      WHEN recorded.status = 'failed' OR others.failed THEN 'failed'
      WHEN others.count + 1 >= recorded.parts THEN 'delivered' END AS state
    FROM recorded, LATERAL (
      SELECT count(*) AS count, coalesce(bool_or(other.status = 'failed'), false) AS failed
      FROM delivery_receipt AS other
      WHERE (other.tenant_id, other.delivery_id) = (recorded.tenant_id, recorded.delivery_id)
        AND other.part <> recorded.part) AS others
  ), settled AS (
    UPDATE outbox_delivery AS delivery SET
      state = judged.state,
      delivered_at = CASE judged.state WHEN 'delivered' THEN clock_timestamp() END,
      last_error = CASE judged.state WHEN 'failed' THEN coalesce(judged.error, delivery.last_error) END,
      history = delivery.history || jsonb_strip_nulls(jsonb_build_object('at', clock_timestamp(),
        'by', 'callback', 'outcome', CASE judged.state WHEN 'failed' THEN 'refused' ELSE 'delivered' END,
        'error', CASE judged.state WHEN 'failed' THEN judged.error END))
    FROM judged
    WHERE (delivery.tenant_id, delivery.id) = (judged.tenant_id, judged.delivery_id)
      AND judged.state IS NOT NULL AND delivery.state NOT IN ('sending', judged.state)
  )
  SELECT EXISTS (SELECT FROM target) AS known`;
