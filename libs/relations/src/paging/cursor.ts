/** How a column travels in a cursor: out of SQL as text, checked, and back into SQL. */
const columnTypes = {
  uuid: {
    select: (column: string) => `${column}::text`,
    text: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i,
    compare: (parameter: string) => `${parameter}::uuid`,
  },
  bigint: {
    select: (column: string) => `${column}::text`,
    text: /^-?\d{1,18}$/,
    compare: (parameter: string) => `${parameter}::bigint`,
  },
  // Microseconds, because milliseconds would skip rows written within one.
  timestamptz: {
    select: (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint::text`,
    text: /^-?\d{1,16}$/,
    compare: (parameter: string) =>
      `timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond'`,
  },
};

/**
 * The columns a list is ordered by, as SQL names them. None is null, and together they are unique:
 * else rows would be skipped.
 */
export type Keyset = readonly { column: string; type: keyof typeof columnTypes }[];

/** Not a cursor of this list, whatever it is. */
export class InvalidCursorError extends Error {
  constructor() {
    super('not a cursor of this list');
    this.name = 'InvalidCursorError';
  }
}

/** SQL of a keyset's columns as text. */
export const positionSql = (keyset: Keyset): string[] =>
  keyset.map(({ column, type }) => columnTypes[type].select(column));

/** SQL of a position, from the names of its parameters. */
export const comparedSql = (keyset: Keyset, parameters: readonly string[]): string[] =>
  keyset.map(({ type }, at) => columnTypes[type].compare(parameters[at] ?? 'NULL'));

/** Opaque to callers: base64url of the position's texts. */
export const encodeCursor = (position: readonly string[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

const parsed = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new InvalidCursorError();
  }
};

/** @throws InvalidCursorError */
export const decodeCursor = (keyset: Keyset, cursor: string): string[] => {
  const position = parsed(cursor);
  if (!Array.isArray(position) || position.length !== keyset.length) throw new InvalidCursorError();
  return keyset.map(({ type }, at) => {
    const text: unknown = position[at];
    if (typeof text !== 'string' || !columnTypes[type].text.test(text)) {
      throw new InvalidCursorError();
    }
    return text;
  });
};
