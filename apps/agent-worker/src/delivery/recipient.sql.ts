/** Whom a reply goes to, and by which channel, as `ClaimedDelivery` names it. Needs `joinRecipient`. */
export const recipientColumns = `
    identity.external_id AS "to",
    channel.kind AS "channelKind", channel.delivery_url AS "deliveryUrl",
    channel.secret_sealed AS "secretSealed", channel.id AS "channelId",
    channel.settings AS "channelSettings"`;

/** @param conversation the alias of the row of `conversation` */
export const joinRecipient = (conversation: string): string => `
    JOIN channel
      ON (channel.tenant_id, channel.id) = (${conversation}.tenant_id, ${conversation}.channel_id)
    JOIN LATERAL (
      SELECT external_id FROM customer_identity
      WHERE tenant_id = ${conversation}.tenant_id AND customer_id = ${conversation}.customer_id
        AND channel_id = ${conversation}.channel_id
      ORDER BY last_seen_at DESC LIMIT 1) AS identity ON true`;
