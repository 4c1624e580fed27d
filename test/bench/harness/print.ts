import { type Section } from './report.js';

/** Three digits that count, and none after the point of large figures. */
const shown = (figure: number): string =>
  Math.abs(figure) >= 100 ? figure.toFixed(0) : String(Number(figure.toPrecision(3)));

const verdictOf = (passed: boolean): string => (passed ? 'PASS' : 'FAIL');

/** A section as text: its table, then its targets. */
export const sectionText = ({ title, rows, targets }: Section): string => {
  const columns = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const cells = rows.map(({ name, figures }) => [
    name,
    ...columns.map((column) => {
      const figure = figures[column];
      return figure === undefined ? '' : shown(figure);
    }),
  ]);
  const lines = [['', ...columns], ...cells];
  const widths = ['', ...columns].map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const table = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  const verdicts = targets.map(
    ({ name, wanted, measured, passed }) =>
      `${verdictOf(passed)}  ${name}: ${shown(measured)} (wanted ${wanted})`,
  );
  return [
    `\n${title}`,
    ...table.map((line) => `  ${line}`),
    ...verdicts.map((line) => `  ${line}`),
  ].join('\n');
};
