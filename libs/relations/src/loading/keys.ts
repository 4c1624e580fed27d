import { type ObjectLiteral } from 'typeorm';
import { type ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

/** What an entity is known by where something is related to it; one value for each column. */
export type Key = readonly unknown[];

const asText = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return String(value);
};

/** Equal for equal keys only: no text of PostgreSQL's contains the separator. */
export const identityOf = (key: Key): string =>
  key.length === 1 ? asText(key[0]) : key.map(asText).join('\0');

/** The values of an entity's columns; undefined for a column that is not loaded. */
export const keyOf = (entity: ObjectLiteral, columns: readonly ColumnMetadata[]): Key =>
  columns.map((column) => column.getEntityValue(entity, true) as unknown);

/** Distinct keys, in the order they were first seen. */
export class Keys {
  readonly list: Key[] = [];
  private readonly positions = new Map<string, number>();

  /** @returns the key's position in the list */
  add(key: Key): number {
    const identity = identityOf(key);
    const known = this.positions.get(identity);
    if (known !== undefined) return known;
    this.positions.set(identity, this.list.length);
    return this.list.push(key) - 1;
  }
}
