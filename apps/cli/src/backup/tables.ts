import { type ClientBase } from 'pg';

/** A table as it is copied. */
export interface Table {
  name: string;
  /** Those that can be written: not generated ones. */
  columns: string[];
}

/** What is news to running processes, or known from the program itself. */
const leftOut = ['change_log', 'migration'];

/** Partitions are copied with the table they are part of. */
const tablesStatement = `
  SELECT relname AS name, array_agg(attname::text ORDER BY attnum) AS columns
  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND relname <> ALL ($1)
  GROUP BY relname ORDER BY relname`;

const referencesStatement = `
  SELECT DISTINCT child.relname AS child, parent.relname AS parent
  FROM pg_constraint
    JOIN pg_class AS child ON child.oid = conrelid JOIN pg_class AS parent ON parent.oid = confrelid
  WHERE contype = 'f' AND conparentid = 0 AND conrelid <> confrelid
    AND connamespace = 'public'::regnamespace`;

interface Reference {
  child: string;
  parent: string;
}

/** Those first that others refer to. @throws Error for tables that refer to each other in a circle */
export const parentsFirst = (
  tables: readonly Table[],
  references: readonly Reference[],
): Table[] => {
  const names = new Set(tables.map(({ name }) => name));
  const ordered: Table[] = [];
  const placed = new Set<string>();
  while (ordered.length < tables.length) {
    const ready = tables.filter(
      ({ name }) =>
        !placed.has(name) &&
        references.every(
          ({ child, parent }) => child !== name || placed.has(parent) || !names.has(parent),
        ),
    );
    if (ready.length === 0) {
      const left = tables.filter(({ name }) => !placed.has(name)).map(({ name }) => name);
      throw new Error(`These tables refer to each other in a circle: ${left.join(', ')}`);
    }
    for (const table of ready) {
      placed.add(table.name);
      ordered.push(table);
    }
  }
  return ordered;
};

/** Everything worth keeping, those tables first that others refer to. */
export const tablesOf = async (client: ClientBase): Promise<Table[]> => {
  const { rows: tables } = await client.query<Table>(tablesStatement, [leftOut]);
  const { rows: references } = await client.query<Reference>(referencesStatement);
  return parentsFirst(tables, references);
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const quotedTable = ({ name }: Table): string => quoted(name);

export const quotedColumns = ({ columns }: Table): string => columns.map(quoted).join(', ');
