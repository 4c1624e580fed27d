import { type DataSource, type EntityManager } from 'typeorm';
import { type SecretBox, SecretBoxError } from './secret-box.js';

const atOnce = 200;

export interface Resealed {
  /** Secrets that now lie under the sealing key. */
  resealed: number;
  /** Ids of channels, or of tenants with a handoff webhook, whose secrets no key given opens; they are left. */
  unreadable: string[];
}

interface SealedRow {
  id: string;
  sealed: Buffer;
}

/** Tables with secrets, and what their rows are known by. */
const sealedTables = { channel: 'id', handoff_webhook: 'tenant_id' } as const;
type SealedTable = keyof typeof sealedTables;

/**
 * Seals all secrets anew, those only that lie under an older key. Done in small
 * transactions beside running services: they open both, old and new, as long as the old key is
 * among theirs. Stopped half-way it goes on where it stood; done twice it changes nothing.
 */
export const resealSecrets = async (database: DataSource, box: SecretBox): Promise<Resealed> => {
  const outcome: Resealed = { resealed: 0, unreadable: [] };
  for (const table of Object.keys(sealedTables) as SealedTable[]) {
    for (let after: string | undefined = '00000000-0000-0000-0000-000000000000'; after;) {
      const from: string = after;
      after = await database.transaction((manager) =>
        resealSome(manager, table, box, from, outcome),
      );
    }
  }
  return outcome;
};

/** @returns the id to go on after; undefined at the end */
const resealSome = async (
  manager: EntityManager,
  table: SealedTable,
  box: SecretBox,
  after: string,
  outcome: Resealed,
): Promise<string | undefined> => {
  const id = sealedTables[table];
  const rows: SealedRow[] = await manager.query(
    `SELECT ${id} AS id, secret_sealed AS sealed FROM ${table}
     WHERE ${id} > $1 AND secret_sealed IS NOT NULL ORDER BY ${id} LIMIT ${atOnce} FOR UPDATE`,
    [after],
  );
  for (const row of rows.filter(({ sealed }) => !box.isCurrent(sealed))) {
    const secret = opened(box, row.sealed);
    if (secret === undefined) {
      outcome.unreadable.push(row.id);
      continue;
    }
    await manager.query(`UPDATE ${table} SET secret_sealed = $2 WHERE ${id} = $1`, [
      row.id,
      box.seal(secret),
    ]);
    outcome.resealed += 1;
  }
  return rows.length < atOnce ? undefined : rows.at(-1)?.id;
};

const opened = (box: SecretBox, sealed: Buffer): string | undefined => {
  try {
    return box.open(sealed);
  } catch (error) {
    if (error instanceof SecretBoxError) return undefined;
    throw error;
  }
};
