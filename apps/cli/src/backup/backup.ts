import { mkdir, readdir } from 'node:fs/promises';
import { type Client, type ClientBase } from 'pg';
import { to } from 'pg-copy-streams';
import { type Manifest, writeManifest } from './manifest.js';
import { writeTableFile } from './table-files.js';
import { quotedColumns, quotedTable, type Table, tablesOf } from './tables.js';

const emptyFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await readdir(folder);
  if (found.length > 0) throw new Error(`${folder} is not empty: give each backup its own folder`);
};

/** One value of one row. */
const valueOf = async <Value>(client: ClientBase, statement: string): Promise<Value> => {
  const { rows } = await client.query<{ value: Value }>(statement);
  const [row] = rows;
  if (row === undefined) throw new Error(`No row: ${statement}`);
  return row.value;
};

const lastMigration = `SELECT name AS value FROM migration ORDER BY id DESC LIMIT 1`;

/** A sealed secret begins with the length of its key's name, and the name. */
const keyNames = `
  SELECT coalesce(array_agg(DISTINCT
    convert_from(substr(secret_sealed, 2, get_byte(secret_sealed, 0)), 'UTF8')), '{}') AS value
  FROM channel WHERE secret_sealed IS NOT NULL`;

const sequences = `
  SELECT sequencename AS name, last_value::text AS last FROM pg_sequences
  WHERE schemaname = 'public' ORDER BY sequencename`;

const backUpTable = async (
  client: Client,
  folder: string,
  table: Table,
): Promise<Manifest['tables'][number]> => {
  const statement = `COPY (SELECT ${quotedColumns(table)} FROM ${quotedTable(table)}) TO STDOUT`;
  const copy = client.query(to(statement));
  const digest = await writeTableFile(folder, table.name, copy);
  return { ...table, rows: copy.rowCount, ...digest };
};

/**
 * Writes everything the database holds into a new folder, as of one moment, while the suite runs:
 * a file a table in PostgreSQL's COPY format, compressed, and a manifest that names them. Reads
 * only; nothing waits for it. Secrets stay sealed.
 * @param client a connection of its own, past any transaction pooler
 * @throws Error when the folder is not empty
 */
export const backUp = async (
  client: Client,
  folder: string,
  onTable: (table: Manifest['tables'][number]) => void = () => undefined,
): Promise<Manifest> => {
  await emptyFolder(folder);
  // One snapshot for all tables: no message without its conversation.
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const createdAt = await valueOf<Date>(client, 'SELECT now() AS value');
  const manifest: Manifest = {
    format: 1,
    createdAt: createdAt.toISOString(),
    migration: await valueOf(client, lastMigration),
    keys: await valueOf(client, keyNames),
    tables: [],
    sequences: (await client.query<Manifest['sequences'][number]>(sequences)).rows,
  };
  for (const table of await tablesOf(client)) {
    const written = await backUpTable(client, folder, table);
    manifest.tables.push(written);
    onTable(written);
  }
  await client.query('COMMIT');
  await writeManifest(folder, manifest);
  return manifest;
};
