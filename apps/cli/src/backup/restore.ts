import { type Client } from 'pg';
import { from } from 'pg-copy-streams';
import { type Manifest, readManifest } from './manifest.js';
import { quotedColumns, quotedTable, type Table, tablesOf } from './tables.js';
import { digestOfTableFile, readTableFile } from './table-files.js';

/** @throws Error that names every file that is not as it was written */
const checkFiles = async (folder: string, { tables }: Manifest): Promise<void> => {
  const wrong: string[] = [];
  for (const { name, bytes, sha256 } of tables) {
    const found = await digestOfTableFile(folder, name);
    if (found === null) wrong.push(`${name} is missing`);
    else if (found.bytes !== bytes) wrong.push(`${name} has ${found.bytes} bytes of ${bytes}`);
    else if (found.sha256 !== sha256) wrong.push(`${name} was changed`);
  }
  if (wrong.length > 0) throw new Error(`The backup is damaged: ${wrong.join('; ')}`);
};

/** A backup that was read and found to be whole. */
export interface CheckedBackup {
  folder: string;
  manifest: Manifest;
}

/**
 * Reads a backup from end to end, and touches nothing else.
 * @param keys names of the encryption keys that are at hand
 * @throws Error when it is unfinished or damaged, or a key for its secrets is missing
 */
export const checkBackup = async (
  folder: string,
  keys: readonly string[],
): Promise<CheckedBackup> => {
  const manifest = await readManifest(folder);
  const missing = manifest.keys.filter((name) => !keys.includes(name));
  if (missing.length > 0) {
    throw new Error(
      `ENCRYPTION_KEYS lacks ${missing.join(', ')}: without it the channels' secrets stay closed`,
    );
  }
  await checkFiles(folder, manifest);
  return { folder, manifest };
};

const sameColumns = (here: Table, there: Manifest['tables'][number]): boolean =>
  here.columns.toSorted().join() === there.columns.toSorted().join();

/** The manifest's tables, parents first, as this database has them. */
const tablesToFill = async (client: Client, { tables }: Manifest): Promise<Table[]> => {
  const here = await tablesOf(client);
  const there = new Map(tables.map((table) => [table.name, table]));
  const differing = [
    ...here.filter((table) => {
      const other = there.get(table.name);
      return other === undefined || !sameColumns(table, other);
    }),
    ...tables.filter(({ name }) => !here.some((table) => table.name === name)),
  ];
  if (differing.length > 0) {
    const names = differing.map(({ name }) => name).join(', ');
    throw new Error(`The database's tables differ from the backup's: ${names}`);
  }
  return here.map(({ name }) => there.get(name) as Table);
};

const checkEmpty = async (client: Client, tables: readonly Table[]): Promise<void> => {
  const full: string[] = [];
  for (const table of tables) {
    const { rowCount } = await client.query(`SELECT FROM ${quotedTable(table)} LIMIT 1`);
    if (rowCount !== 0) full.push(table.name);
  }
  if (full.length > 0) {
    throw new Error(`The database is not empty (${full.join(', ')}): restore into a new one`);
  }
};

const fill = async (client: Client, folder: string, table: Table, rows: number): Promise<void> => {
  const copy = client.query(
    from(`COPY ${quotedTable(table)} (${quotedColumns(table)}) FROM STDIN`),
  );
  await readTableFile(folder, table.name, copy);
  if (copy.rowCount !== rows) {
    throw new Error(`${table.name}: ${copy.rowCount} rows came in of ${rows}`);
  }
};

/** What triggers make of rows (figures, notices of changes) is in the backup, or of no use. */
const withTriggers = async (
  client: Client,
  tables: readonly Table[],
  state: 'ENABLE' | 'DISABLE',
): Promise<void> => {
  for (const table of tables) {
    await client.query(`ALTER TABLE ${quotedTable(table)} ${state} TRIGGER USER`);
  }
};

/**
 * Fills an empty database of the backup's schema, in one transaction: all of it or nothing. Foreign
 * keys and checks hold while it does. It needs to own the tables, and no superuser.
 * @param client a connection of its own, past any transaction pooler
 * @throws Error when the database is not empty, or has another shape
 */
export const restore = async (
  client: Client,
  { folder, manifest }: CheckedBackup,
  onTable: (name: string, rows: number) => void = () => undefined,
): Promise<void> => {
  await client.query('BEGIN');
  const tables = await tablesToFill(client, manifest);
  await checkEmpty(client, tables);
  await withTriggers(client, tables, 'DISABLE');
  const rowsOf = new Map(manifest.tables.map(({ name, rows }) => [name, rows]));
  for (const table of tables) {
    const rows = rowsOf.get(table.name) ?? 0;
    await fill(client, folder, table, rows);
    onTable(table.name, rows);
  }
  await withTriggers(client, tables, 'ENABLE');
  for (const { name, last } of manifest.sequences) {
    if (last !== null) await client.query('SELECT setval($1::regclass, $2)', [name, last]);
  }
  await client.query('COMMIT');
  await client.query('ANALYZE');
};
