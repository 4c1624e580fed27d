import { type DataSource, type EntityManager } from 'typeorm';

/** That, when and by whom a customer was erased, and how much of them there was. No personal data. */
export interface Erasure {
  customerId: string;
  erasedAt: string;
  by: string;
  /** Rows that were there, by kind. */
  erased: Record<ErasedKind, number>;
  /** Rows still there, looked for after the deletion in its own transaction: 0. */
  remaining: number;
}

const kinds = ['identities', 'conversations', 'messages', 'interactions', 'deliveries'] as const;
type ErasedKind = (typeof kinds)[number];

/**
 * Their conversations, held so that nothing is added while they go. `live`: written in within the
 * last `$3` days, or with an operator.
 */
const conversations = `
  SELECT id, status = 'handoff' OR last_message_at >= now() - make_interval(days => $3) AS live
  FROM conversation WHERE tenant_id = $1 AND customer_id = $2 FOR UPDATE`;

const counts = `
  SELECT
    (SELECT count(*)::int FROM customer_identity
     WHERE tenant_id = $1 AND customer_id = $2) AS identities,
    (SELECT count(*)::int FROM conversation
     WHERE tenant_id = $1 AND id = ANY($3::uuid[])) AS conversations,
    (SELECT count(*)::int FROM message
     WHERE tenant_id = $1 AND conversation_id = ANY($3::uuid[])) AS messages,
    (SELECT count(*)::int FROM interaction
     WHERE tenant_id = $1 AND conversation_id = ANY($3::uuid[])) AS interactions,
    (SELECT count(*)::int FROM outbox_delivery
     WHERE tenant_id = $1 AND conversation_id = ANY($3::uuid[])) AS deliveries`;

/** Everything else hangs on the customer, by foreign keys that cascade. */
const removal = 'DELETE FROM customer WHERE tenant_id = $1 AND id = $2';

/** What operators wrote about the conversations goes, what was done and by whom stays. */
const silence = `
  UPDATE audit_entry SET detail = '{}'
  WHERE tenant_id = $1 AND conversation_id = ANY($2::uuid[])`;

const record = `
  INSERT INTO audit_entry (tenant_id, id, actor, action, detail)
  VALUES ($1, gen_random_uuid(), $2, 'customer.erased', $3::jsonb)
  RETURNING at`;

const sum = (found: Record<ErasedKind, number>): number =>
  kinds.reduce((total, kind) => total + found[kind], 0);

/**
 * Deletes a customer with everything kept of them, and writes the proof into the audit. All or
 * nothing. A turn that is being answered loses its conversation and is not sent.
 * @param idleDays leaves a customer alone of whom something was heard within these days
 * @returns null for a customer who is not (or no longer) known, or not idle
 */
export const eraseCustomer = (
  database: DataSource,
  tenantId: string,
  customerId: string,
  by: string,
  idleDays?: number,
): Promise<Erasure | null> =>
  database.transaction(async (manager) => {
    const known: unknown[] = await manager.query(
      'SELECT FROM customer WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
      [tenantId, customerId],
    );
    if (known.length === 0) return null;
    const held: { id: string; live: boolean }[] = await manager.query(conversations, [
      ...[tenantId, customerId, idleDays ?? 0],
    ]);
    if (idleDays !== undefined && held.some(({ live }) => live)) return null;
    const ids = held.map(({ id }) => id);
    const count = (): Promise<Record<ErasedKind, number>> =>
      countOf(manager, [tenantId, customerId, ids]);
    const erased = await count();
    await manager.query(removal, [tenantId, customerId]);
    await manager.query(silence, [tenantId, ids]);
    const remaining = sum(await count());
    if (remaining > 0) throw new Error(`${remaining} rows of an erased customer are left`);
    const detail = JSON.stringify({ customerId, erased, remaining });
    const [entry]: { at: Date }[] = await manager.query(record, [tenantId, by, detail]);
    const erasedAt = (entry?.at ?? new Date()).toISOString();
    return { customerId, erasedAt, by, erased, remaining };
  });

const countOf = async (
  manager: EntityManager,
  parameters: unknown[],
): Promise<Record<ErasedKind, number>> => {
  const [found]: Record<ErasedKind, number>[] = await manager.query(counts, parameters);
  if (found === undefined) throw new Error('a statement of counts has one row');
  return found;
};
