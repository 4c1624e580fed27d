import { type FieldError, isWellFormed, parseInput, Problem, refuseHostileShape } from '#contracts';
import { v7 as uuidv7 } from 'uuid';
import { type Columns, type ItemKind } from './item-kinds.js';
import { type ReadRow } from './read-rows.js';

/** A row that holds, as it is put aside. */
export interface StagedRow {
  number: number;
  externalId: string;
  item: Columns;
  variants: Columns[] | null;
}

export interface RefusedRow {
  number: number;
  errors: FieldError[];
}

const hasNul = (value: unknown): boolean => {
  if (typeof value === 'string') return value.includes('\u0000');
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNul);
};

const refuse = (field: string, detail: string): never => {
  throw new Problem('malformed', detail, { errors: [{ field, detail }] });
};

interface Priced {
  externalId?: string;
  price?: { currency: string };
  variants?: { price?: { currency: string } }[];
}

/** What a single item's creation asks beyond its schema, and an import besides. */
const assertImportable = ({ externalId, price, variants = [] }: Priced): void => {
  if (externalId === undefined) refuse('/externalId', 'is needed: it tells what is already there');
  variants.forEach((variant, index) => {
    const currency = variant.price?.currency ?? price?.currency;
    if (currency !== price?.currency) {
      refuse(`/variants/${index}/price/currency`, `must be ${price?.currency}`);
    }
  });
};

const stage = (kind: ItemKind, read: ReadRow, number: number): StagedRow => {
  if ('unreadable' in read) return refuse('', read.unreadable);
  refuseHostileShape(read.item);
  if (!isWellFormed(read.item)) refuse('', 'text must be well-formed Unicode');
  const input = parseInput(kind.schema, read.item);
  if (hasNul(input)) refuse('', 'text must not contain NUL characters');
  assertImportable(input);
  const { externalId = '' } = input as Priced;
  const item = { id: uuidv7(), ...kind.toColumns(input) };
  return { number, externalId, item, variants: kind.toVariants?.(input) ?? null };
};

/** Holds a row against the schema of a single item. It never throws: a file may hold anything. */
export const checkRow = (kind: ItemKind, read: ReadRow, number: number): StagedRow | RefusedRow => {
  try {
    return stage(kind, read, number);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { number, errors: error.errors ?? [{ field: '', detail: error.message }] };
  }
};
