import { type DataSource, type ObjectLiteral } from 'typeorm';
import { type ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { type EntityMetadata } from 'typeorm/metadata/EntityMetadata.js';
import { type Naming } from './statement.js';

export type Row = Record<string, unknown>;

/** Types whose values TypeORM hands out as the driver parsed them. */
const asParsed = new Set<unknown>([
  'uuid',
  'text',
  'integer',
  'bigint',
  'boolean',
  'jsonb',
  'json',
]);

interface Cell {
  alias: string;
  column: ColumnMetadata;
  /** Undefined: set by its name, as it is. */
  convert: ((value: unknown) => unknown) | undefined;
}

/** Where an entity stands in the rows of a statement, and how it is made of them. */
export class RowShape {
  private readonly cells: readonly Cell[];
  private readonly keyAliases: readonly string[];

  constructor(
    private readonly source: DataSource,
    private readonly target: EntityMetadata,
    columns: readonly ColumnMetadata[],
    prefix: string,
  ) {
    this.cells = columns.map((column, at) => ({
      alias: `${prefix}${at}`,
      column,
      convert: this.conversion(column),
    }));
    this.keyAliases = this.cells.filter(({ column }) => column.isPrimary).map(({ alias }) => alias);
  }

  /** The select list of a table alias. */
  sql(naming: Naming, alias: string): string[] {
    return this.cells.map((cell) => `${naming.column(alias, cell.column)} AS ${cell.alias}`);
  }

  /** The primary key's values. */
  key(row: Row): unknown[] {
    return this.keyAliases.map((alias) => row[alias]);
  }

  /** @returns null where an outer join found nothing */
  entityOrNull(row: Row, plain: boolean): ObjectLiteral | null {
    return this.keyAliases.some((alias) => row[alias] === null) ? null : this.entity(row, plain);
  }

  entity(row: Row, plain: boolean): ObjectLiteral {
    const entity = this.target.create(undefined, {
      fromDeserializer: true,
      pojo: plain,
    }) as ObjectLiteral;
    for (const { alias, column, convert } of this.cells) {
      if (convert === undefined) entity[column.propertyName] = row[alias];
      else column.setEntityValue(entity, convert(row[alias]));
    }
    return entity;
  }

  private conversion(column: ColumnMetadata): Cell['convert'] {
    const simple = asParsed.has(column.type) && column.transformer === undefined;
    if (simple && column.embeddedMetadata === undefined) return undefined;
    const { driver } = this.source;
    return (value): unknown => driver.prepareHydratedValue(value, column);
  }
}
