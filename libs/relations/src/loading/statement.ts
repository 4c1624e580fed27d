import { type DataSource } from 'typeorm';
import { type ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { type Key } from './keys.js';

/** A statement and its parameters, put together piece by piece. */
export class Statement {
  readonly parameters: unknown[] = [];

  /** @returns the placeholder */
  parameter(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }
}

export class Naming {
  constructor(private readonly source: DataSource) {}

  quote = (name: string): string => this.source.driver.escape(name);

  table = (path: string): string => path.split('.').map(this.quote).join('.');

  /** `"alias"."column"` */
  column = (alias: string, { databaseName }: { databaseName: string }): string =>
    `${alias}.${this.quote(databaseName)}`;

  /** What a sent value is compared with. */
  comparable = (alias: string, column: ColumnMetadata): string =>
    `${this.column(alias, column)}${this.typeOf(column) === undefined ? '::text' : ''}`;

  /** Types known by name are sent as what they are; others (enumerations, domains) as text. */
  typeOf = (column: ColumnMetadata): string | undefined => {
    const type = this.source.driver.normalizeType(column);
    return sendable.has(type) ? type : undefined;
  };
}

const sendable = new Set([
  'uuid',
  'text',
  'character varying',
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'boolean',
  'date',
  'timestamp with time zone',
  'timestamp without time zone',
  'bytea',
]);

/** The keys of one relation as SQL: what is unnested, and what each column of the target must equal. */
export interface SentKeys {
  /** `$1::uuid[]`, for each column that varies. */
  arrays: string[];
  /** The array's column, such as `k.k0`, or the one value that all keys have. */
  values: string[];
}

/**
 * A column that is the same in all keys, such as the tenant, goes as one value: the planner then
 * knows the partition. The last column always goes as an array, so that there is one.
 */
export const sendKeys = (
  statement: Statement,
  keys: readonly Key[],
  {
    columns,
    naming,
    firstArray,
  }: { columns: readonly ColumnMetadata[]; naming: Naming; firstArray: number },
): SentKeys => {
  const arrays: string[] = [];
  const values = columns.map((column, at) => {
    const type = naming.typeOf(column) ?? 'text';
    const first = keys[0]?.[at];
    if (at < columns.length - 1 && keys.every((key) => key[at] === first)) {
      return `${statement.parameter(first)}::${type}`;
    }
    arrays.push(`${statement.parameter(keys.map((key) => key[at]))}::${type}[]`);
    return `k.k${firstArray + arrays.length - 1}`;
  });
  return { arrays, values };
};
