import { type Looked } from './selection.js';
import { type Naming } from './statement.js';

/** That the columns a route leads to equal the sent values. */
const matches = (
  naming: Naming,
  { route }: Looked,
  alias: string,
  values: readonly string[],
): string[] =>
  route.to.map((column, at) => `${naming.comparable(alias, column)} = ${values[at] ?? 'NULL'}`);

/** That the target hangs on its passage, and is not softly deleted. */
const targetConditions = (
  naming: Naming,
  { route, target }: Looked,
  alias: string,
  passage: string,
): string[] => [
  ...(route.passage?.links ?? []).map(
    ([from, to]) => `${alias}.${naming.quote(to)} = ${passage}.${naming.quote(from)}`,
  ),
  ...(target.deleteDateColumn === undefined
    ? []
    : [`${naming.column(alias, target.deleteDateColumn)} IS NULL`]),
];

/** The target of a key, or NULLs. */
export const outerJoin = (
  naming: Naming,
  selected: Looked,
  alias: string,
  values: readonly string[],
): string => {
  const { target, route } = selected;
  const passage = `${alias}_passage`;
  const isPassed = route.passage !== undefined;
  const matching = matches(naming, selected, isPassed ? passage : alias, values);
  const conditions = targetConditions(naming, selected, alias, passage);
  const table = `LEFT JOIN ${naming.table(target.tablePath)} AS ${alias}`;
  return route.passage === undefined
    ? `${table} ON ${[...matching, ...conditions].join(' AND ')}`
    : `LEFT JOIN ${naming.table(route.passage.table)} AS ${passage} ON ${matching.join(' AND ')}
${table} ON ${conditions.join(' AND ')}`;
};

/** The targets of a key: their tables, and what must hold. */
export const targetsOf = (
  naming: Naming,
  selected: Looked,
  alias: string,
  values: readonly string[],
): { tables: string; conditions: string } => {
  const { target, route } = selected;
  const passage = `${alias}_passage`;
  const isPassed = route.passage !== undefined;
  const matching = matches(naming, selected, isPassed ? passage : alias, values);
  const conditions = [...matching, ...targetConditions(naming, selected, alias, passage)];
  const table = `${naming.table(target.tablePath)} AS ${alias}`;
  return {
    tables:
      route.passage === undefined
        ? table
        : `${naming.table(route.passage.table)} AS ${passage} CROSS JOIN ${table}`,
    conditions: conditions.join(' AND '),
  };
};
