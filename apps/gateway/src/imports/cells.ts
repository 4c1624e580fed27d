/** How the text of a CSV cell becomes a value. What cannot is left as text, for the schema to refuse. */
export type Cell = (text: string) => unknown;

export const text: Cell = (cell) => cell;

export const integer: Cell = (cell) => (/^[+-]?\d{1,16}$/.test(cell) ? Number(cell) : cell);

const flags = new Map([
  ['true', true],
  ['false', false],
]);
export const flag: Cell = (cell) => flags.get(cell.toLowerCase()) ?? cell;

/** `shipping|delivery`. */
export const list: Cell = (cell) => cell.split('|').map((part) => part.trim());

export const json: Cell = (cell) => {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return cell;
  }
};

/**
 * An item of a row's cells. A column `price.currency` is a field of `price`; an empty cell is no
 * field.
 * @param columns how to read each known column
 */
export const itemOf = (
  header: readonly string[],
  row: readonly string[],
  columns: Readonly<Record<string, Cell>>,
): Record<string, unknown> => {
  const item: Record<string, unknown> = {};
  header.forEach((name, index) => {
    const cell = row[index]?.trim() ?? '';
    const read = columns[name];
    if (cell === '' || read === undefined) return;
    const [field = '', inner] = name.split('.');
    if (inner === undefined) item[field] = read(cell);
    else item[field] = { ...(item[field] as object | undefined), [inner]: read(cell) };
  });
  return item;
};
