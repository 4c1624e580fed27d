import { type DataSource } from 'typeorm';
import { checks, type FindingKind } from './checks.js';

export interface Range {
  from: Date;
  to: Date;
  /** Undefined: every tenant. */
  tenant?: string;
}

/** A chain that is broken, and the message at which that shows. */
export interface Finding {
  kind: FindingKind;
  tenantId: string;
  conversationId: string;
  messageId: string;
}

export interface Reconciliation {
  /** Messages, of either direction. */
  scanned: number;
  findings: Finding[];
}

interface Batch extends Reconciliation {
  last: { tenantId: string; messageId: string } | null;
}

const found = Object.entries(checks).map(
  ([kind, { sql }]) =>
    `SELECT '${kind}' AS kind, batch.tenant_id, batch.conversation_id, batch.id ${sql}`,
);

/**
 * All checks on one batch of messages, in one snapshot: a message that is being answered right now
 * is seen before or after, never in between. `$1` and `$2`: after which tenant and message, or nulls;
 * `$3` from, `$4` to, `$5` tenant or null, `$6` size.
 */
const statement = `
  WITH batch AS MATERIALIZED (
    SELECT tenant_id, id, conversation_id, author, state, sequence, created_at FROM message
    WHERE created_at >= $3 AND created_at < $4 AND ($5::uuid IS NULL OR tenant_id = $5)
      AND ($1::uuid IS NULL OR (tenant_id, id) > ($1, $2::uuid))
    ORDER BY tenant_id, id LIMIT $6
  )
  SELECT (SELECT count(*)::int FROM batch) AS scanned,
    (SELECT jsonb_build_object('tenantId', tenant_id, 'messageId', id) FROM batch
      ORDER BY tenant_id DESC, id DESC LIMIT 1) AS last,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'tenantId', tenant_id,
        'conversationId', conversation_id, 'messageId', id) ORDER BY tenant_id, id), '[]')
      FROM (${found.join('\nUNION ALL\n')}) AS finding) AS findings`;

/** Looks at every message that was written in the range, batch by batch. Changes nothing. */
export const reconcile = async (
  database: DataSource,
  { from, to, tenant }: Range,
  batchSize = 1000,
): Promise<Reconciliation> => {
  const result: Reconciliation = { scanned: 0, findings: [] };
  let last: Batch['last'] = null;
  do {
    const rows: Batch[] = await database.query(statement, [
      last?.tenantId ?? null,
      last?.messageId ?? null,
      ...[from, to, tenant ?? null, batchSize],
    ]);
    const [batch] = rows;
    last = batch?.last ?? null;
    result.scanned += batch?.scanned ?? 0;
    result.findings.push(...(batch?.findings ?? []));
  } while (last !== null);
  return result;
};
