import { type DataSource } from 'typeorm';

/** What is kept of a customer, by what it is; each row with its columns as they are stored. */
export type CustomerData = Record<
  'identities' | 'conversations' | 'messages' | 'interactions' | 'deliveries',
  object[]
> & { customer: object };

/** Rows of `table` in the conversations of customer `$2` of tenant `$1`, oldest first. */
const ofConversations = (table: string): string => `
  (SELECT coalesce(jsonb_agg(to_jsonb(kept) ORDER BY kept.id), '[]') FROM ${table} AS kept
   JOIN conversation ON conversation.tenant_id = kept.tenant_id
     AND conversation.id = kept.conversation_id
   WHERE kept.tenant_id = $1 AND conversation.customer_id = $2)`;

const statement = `
  SELECT to_jsonb(customer) AS customer,
    (SELECT coalesce(jsonb_agg(to_jsonb(kept)), '[]') FROM customer_identity AS kept
     WHERE kept.tenant_id = $1 AND kept.customer_id = $2) AS identities,
    (SELECT coalesce(jsonb_agg(to_jsonb(kept) ORDER BY kept.id), '[]') FROM conversation AS kept
     WHERE kept.tenant_id = $1 AND kept.customer_id = $2) AS conversations,
    ${ofConversations('message')} AS messages,
    ${ofConversations('interaction')} AS interactions,
    ${ofConversations('outbox_delivery')} AS deliveries
  FROM customer WHERE tenant_id = $1 AND id = $2`;

/** Everything kept of one customer, in one statement, so that it is of one moment; null: unknown. */
export const customerData = async (
  database: DataSource,
  tenantId: string,
  customerId: string,
): Promise<CustomerData | null> => {
  const [data]: CustomerData[] = await database.query(statement, [tenantId, customerId]);
  return data ?? null;
};
