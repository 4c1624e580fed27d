import { type DataSource } from 'typeorm';

/** A customer of whom their tenant keeps nothing any longer. */
export interface IdleCustomer {
  tenantId: string;
  customerId: string;
  /** For how many days the tenant keeps them. */
  days: number;
}

/** The index (tenant_id, customer_id) answers for each customer who is old enough. */
const idle = `
  SELECT settings.tenant_id AS "tenantId", customer.id AS "customerId", retention_days AS days
  FROM tenant_settings AS settings
    JOIN customer ON customer.tenant_id = settings.tenant_id
      AND customer.created_at < now() - make_interval(days => retention_days)
  WHERE retention_days IS NOT NULL AND NOT EXISTS (
    SELECT FROM conversation
    WHERE tenant_id = customer.tenant_id AND customer_id = customer.id
      AND (status = 'handoff' OR last_message_at >= now() - make_interval(days => retention_days)))
  LIMIT $1`;

/**
 * Customers, of all tenants, of whom nothing was heard for longer than their tenant keeps them.
 * Nobody with a conversation that an operator has.
 */
export const idleCustomers = (database: DataSource, limit: number): Promise<IdleCustomer[]> =>
  database.query(idle, [limit]);
