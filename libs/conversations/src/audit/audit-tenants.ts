import { Problem } from '#contracts';
import { type DataSource } from 'typeorm';

/** `$1` tenant or null, `$2` who, `$3` what, `$4` detail. */
const statement = `
  INSERT INTO audit_entry (tenant_id, id, actor, action, detail)
  SELECT id, gen_random_uuid(), $2::text, $3::text, $4::jsonb FROM tenant
  WHERE $1::uuid IS NULL OR id = $1
  RETURNING tenant_id AS "tenantId"`;

/**
 * Writes down what is about to be done to a tenant as a whole, such as to its caches. One statement.
 * @param tenantId null: to every tenant
 * @returns the tenants
 * @throws Problem `not_found` when there is no such tenant
 */
export const auditTenants = async (
  database: DataSource,
  tenantId: string | null,
  { by, action, detail }: { by: string; action: string; detail: object },
): Promise<string[]> => {
  const rows: { tenantId: string }[] = await database.query(statement, [
    tenantId,
    by,
    action,
    JSON.stringify(detail),
  ]);
  if (tenantId !== null && rows.length === 0) throw new Problem('not_found');
  return rows.map((row) => row.tenantId);
};
