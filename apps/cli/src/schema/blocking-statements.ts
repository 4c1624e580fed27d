import { parse } from 'libpg-query';

export interface BlockingStatement {
  table: string;
  why: string;
}

/** Tables that grow with what customers write; a lock that outlasts a blink there is an outage. */
const growing = new Set([
  ...['message', 'interaction', 'conversation', 'customer', 'customer_identity'],
  ...['outbox_delivery', 'delivery_receipt', 'audit_entry', 'change_log'],
  ...['product', 'knowledge_entry', 'document_embedding', 'document_passage'],
]);

type Node = Record<string, unknown>;

interface Command {
  subtype?: string;
  def?: {
    ColumnDef?: { constraints?: { Constraint: Constraint }[] };
    Constraint?: Constraint;
  };
}

interface Constraint {
  contype?: string;
  skip_validation?: boolean;
  indexname?: string;
  raw_expr?: unknown;
}

const tableOf = (node: Node): string =>
  (node['relation'] as { relname?: string } | undefined)?.relname ?? '';

/** A constant is kept once for all rows that are there; what has to be computed rewrites them. */
const isConstant = (expression: unknown): boolean => {
  const [kind = '', inner] = Object.entries((expression ?? {}) as Node)[0] ?? [];
  if (kind === 'TypeCast') return isConstant((inner as { arg: unknown }).arg);
  return kind === 'A_Const' || kind === 'A_ArrayExpr';
};

const ofConstraint = ({ contype, skip_validation, indexname }: Constraint): string[] => {
  if (contype === 'CONSTR_CHECK' || contype === 'CONSTR_FOREIGN') {
    return skip_validation === true
      ? []
      : [
          'reads the whole table to check it: add it NOT VALID, validate it in a migration of its own',
        ];
  }
  const builds = contype === 'CONSTR_UNIQUE' || contype === 'CONSTR_PRIMARY';
  return builds && indexname === undefined
    ? [
        'builds an index while writers wait: build it CONCURRENTLY, then ADD CONSTRAINT … USING INDEX',
      ]
    : [];
};

const ofCommand = ({ subtype = '', def }: Command): string[] => {
  switch (subtype) {
    case 'AT_AlterColumnType':
      return ['rewrites the whole table: add a column, fill it in batches, then switch'];
    case 'AT_SetNotNull':
      return [
        'reads the whole table: validate a CHECK (… IS NOT NULL) first, which this then trusts',
      ];
    case 'AT_AddConstraint':
      return ofConstraint(def?.Constraint ?? {});
    case 'AT_AddColumn':
      return (def?.ColumnDef?.constraints ?? []).flatMap(({ Constraint: constraint }) =>
        constraint.contype === 'CONSTR_DEFAULT'
          ? isConstant(constraint.raw_expr)
            ? []
            : ['computes a default for every row: add the column without it, fill it in batches']
          : constraint.contype === 'CONSTR_GENERATED'
            ? ['computes every row: add a plain column, fill it in batches']
            : ofConstraint(constraint),
      );
    default:
      return [];
  }
};

const ofStatement = (kind: string, node: Node): string[] => {
  switch (kind) {
    case 'IndexStmt':
      return node['concurrent'] === true
        ? []
        : [
            'builds an index while writers wait: build it CONCURRENTLY, on a partitioned table partition by partition',
          ];
    case 'AlterTableStmt':
      return (node['cmds'] as { AlterTableCmd: Command }[]).flatMap(({ AlterTableCmd: command }) =>
        ofCommand(command),
      );
    case 'UpdateStmt':
    case 'DeleteStmt':
      return node['whereClause'] === undefined
        ? ['touches every row at once: do it in batches']
        : [];
    case 'RenameStmt':
      return ['takes a name away that the version before still uses: add the new one first'];
    default:
      return [];
  }
};

/**
 * Statements of one migration that would keep a running suite waiting on a table that may be large, or break the
 * version before, which runs on until the roll-out is done. Tables the migration itself makes are
 * empty, and free. By PostgreSQL's own parser.
 * @throws when a statement does not parse
 */
export const blockingStatements = async (
  statements: readonly string[],
): Promise<BlockingStatement[]> => {
  const parsed = (await Promise.all(statements.map((sql) => parse(sql)))).flatMap(
    ({ stmts = [] }) => stmts.map(({ stmt }) => Object.entries(stmt as Node)[0] as [string, Node]),
  );
  const made = new Set(
    parsed.filter(([kind]) => kind === 'CreateStmt').map(([, node]) => tableOf(node)),
  );
  return parsed.flatMap(([kind, node]) => {
    const table = tableOf(node);
    if (!growing.has(table) || made.has(table)) return [];
    return ofStatement(kind, node).map((why) => ({ table, why }));
  });
};
