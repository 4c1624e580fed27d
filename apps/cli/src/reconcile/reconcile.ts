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
 * `$3` from, `$4` to, `$5` tenant or null, `$6` size, `$7` the least id to look at.
 */
const statement = `
  WITH batch AS MATERIALIZED (
    SELECT written.* FROM (
      SELECT id FROM tenant
      WHERE ($5::uuid IS NULL OR id = $5) AND ($1::uuid IS NULL OR id >= $1) ORDER BY id
    ) AS tenant, LATERAL (
      SELECT tenant_id, id, conversation_id, author, state, sequence, created_at FROM message
      WHERE tenant_id = tenant.id AND id > CASE WHEN tenant.id = $1 THEN $2::uuid ELSE $7 END
        AND created_at >= $3 AND created_at < $4
      ORDER BY id LIMIT $6
    ) AS written
    ORDER BY tenant_id, id LIMIT $6
  )
  SELECT (SELECT count(*)::int FROM batch) AS scanned,
    (SELECT jsonb_build_object('tenantId', tenant_id, 'messageId', id) FROM batch
      ORDER BY tenant_id DESC, id DESC LIMIT 1) AS last,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'tenantId', tenant_id,
        'conversationId', conversation_id, 'messageId', id) ORDER BY tenant_id, id), '[]')
      FROM (${found.join('\nUNION ALL\n')}) AS finding) AS findings`;

/** How far the clock that makes ids may be behind the one that writes times, in milliseconds. */
const skewMs = 3_600_000;

/** No UUID (version 7) that was made at that time is smaller: what is older need not be read. */
const firstIdOf = (time: Date): string => {
  const hex = Math.max(0, time.getTime() - skewMs)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

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
      ...[from, to, tenant ?? null, batchSize, firstIdOf(from)],
    ]);
    const [batch] = rows;
    last = batch?.last ?? null;
    result.scanned += batch?.scanned ?? 0;
    result.findings.push(...(batch?.findings ?? []));
  } while (last !== null);
  return result;
};
