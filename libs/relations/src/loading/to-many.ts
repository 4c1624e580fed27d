import { type DataSource, type ObjectLiteral } from 'typeorm';
import { outerJoin, targetsOf } from './joins.js';
import { identityOf, type Key } from './keys.js';
import { type Row, RowShape } from './row-shape.js';
import { type Selected } from './selection.js';
import { type Naming, sendKeys, Statement } from './statement.js';

/** A to-one relation of the targets that comes in their own row: no two targets share one. */
interface Companion {
  selected: Selected;
  alias: string;
  shape: RowShape;
}

/** Whether each target has a counterpart of its own, because its foreign key holds its primary key. */
const isOwnOfEach = (target: Selected['target'], { toMany, relation, route }: Selected): boolean =>
  !toMany &&
  relation.isOwning &&
  route.passage === undefined &&
  target.primaryColumns.every(({ databaseName }) =>
    route.from.some((column) => column.databaseName === databaseName),
  );

/**
 * One statement for a to-many relation of any number of parents. With a limit each parent is looked
 * up by a lateral join, which reads no more rows than it returns where an index has the order.
 */
export class ToManyStatement {
  private readonly statement = new Statement();
  private readonly shape: RowShape;
  private readonly companions: Companion[];

  constructor(
    source: DataSource,
    private readonly naming: Naming,
    private readonly selected: Selected,
    private readonly keys: readonly Key[],
  ) {
    const { target, columns, children } = selected;
    this.shape = new RowShape(source, target, columns, 't_');
    this.companions = children
      .filter((child) => isOwnOfEach(target, child))
      .map((child, at) => ({
        selected: child,
        alias: `c${at}`,
        shape: new RowShape(source, child.target, child.columns, `c${at}_`),
      }));
  }

  get parameters(): unknown[] {
    return this.statement.parameters;
  }

  sql(): string {
    const { naming, selected } = this;
    const columns = selected.route.to;
    const { arrays, values } = sendKeys(this.statement, this.keys, {
      columns,
      naming,
      firstArray: 0,
    });
    const names = arrays.map((_, at) => `k${at}`);
    const keys = `unnest(${arrays.join(', ')}) WITH ORDINALITY AS k(${[...names, 'n'].join(', ')})`;
    return selected.limit === undefined ? this.all(keys, values) : this.first(keys, values);
  }

  /** @returns each key's targets, in their order */
  entities(rows: readonly Row[], plain: boolean): ObjectLiteral[][] {
    const found = this.keys.map((): ObjectLiteral[] => []);
    const entityOf = this.selected.relation.isManyToMany
      ? this.sharedEntities(plain)
      : (row: Row) => this.entity(row, plain);
    for (const row of rows) found[(row['n'] as number) - 1]?.push(entityOf(row));
    return found;
  }

  private all(keys: string, values: readonly string[]): string {
    const { tables, conditions } = targetsOf(this.naming, this.selected, 't', values);
    return `SELECT k.n::integer AS n, ${this.columns()}
FROM ${keys}
${[`CROSS JOIN ${tables}`, ...this.outerJoins()].join('\n')}
WHERE ${conditions}
ORDER BY ${['k.n', ...this.order()].join(', ')}`;
  }

  /** A nested loop over the keys hands each one's rows on in the order of the subquery. */
  private first(keys: string, values: readonly string[]): string {
    const { tables, conditions } = targetsOf(this.naming, this.selected, 't', values);
    return `SELECT k.n::integer AS n, first.*
FROM ${keys}
CROSS JOIN LATERAL (
  SELECT ${this.columns()}
  FROM ${[tables, ...this.outerJoins()].join('\n  ')}
  WHERE ${conditions}
  ORDER BY ${this.order().join(', ')}
  LIMIT ${this.selected.limit}
) AS first`;
  }

  private columns(): string {
    const { naming, companions } = this;
    return [
      ...this.shape.sql(naming, 't'),
      ...companions.flatMap(({ shape, alias }) => shape.sql(naming, alias)),
    ].join(', ');
  }

  private outerJoins(): string[] {
    const { naming } = this;
    return this.companions.map(({ selected, alias }) => {
      const own = selected.route.from.map((column) => naming.column('t', column));
      return outerJoin(naming, selected, alias, own);
    });
  }

  private order(): string[] {
    return this.selected.order.map(
      ([column, direction]) => `${this.naming.column('t', column)} ${direction}`,
    );
  }

  private entity(row: Row, plain: boolean): ObjectLiteral {
    const entity = this.shape.entity(row, plain);
    for (const { selected, shape } of this.companions) {
      selected.relation.setEntityValue(entity, shape.entityOrNull(row, plain));
    }
    return entity;
  }

  /** One object for a target of several parents. */
  private sharedEntities(plain: boolean): (row: Row) => ObjectLiteral {
    const entities = new Map<string, ObjectLiteral>();
    return (row) => {
      const identity = identityOf(this.shape.key(row));
      const entity = entities.get(identity) ?? this.entity(row, plain);
      entities.set(identity, entity);
      return entity;
    };
  }
}
