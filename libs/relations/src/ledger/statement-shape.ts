/** What makes two runs of one statement differ: literals, numbers, placeholders, comments, space. */
const varying =
  /"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|\$\d+|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|\s+/g;

const list = /\(\s*\?(?:\s*,\s*\?)+\s*\)/g;
const rows = /\(\?\)(?:\s*,\s*\(\?\))+/g;

const shapeOf = (token: string): string => {
  if (token.startsWith('"')) return token;
  if (/^(\s|--|\/\*)/.test(token)) return ' ';
  return '?';
};

/**
 * A statement without what differs from one run to the next: `SELECT * FROM t WHERE id IN ($1, $2)`
 * and the same with three placeholders, or with numbers, are `SELECT * FROM t WHERE id IN (?)`.
 */
export const statementShape = (statement: string): string =>
  statement
    .replace(varying, shapeOf)
    .replace(list, '(?)')
    .replace(rows, '(?)')
    .replace(/ {2,}/g, ' ')
    .trim();
