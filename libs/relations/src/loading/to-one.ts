import { type DataSource, type ObjectLiteral } from 'typeorm';
import { Keys, type Key } from './keys.js';
import { type Row, RowShape } from './row-shape.js';
import { type Looked } from './selection.js';
import { type Naming, sendKeys, Statement } from './statement.js';
import { outerJoin } from './joins.js';

/**
 * The targets of a to-one relation. One object for each row and path: sharing objects between paths
 * would give one path's relations to the other, and make circles.
 */
export class Slot {
  readonly keys = new Keys();
  /** What was found, by the position of its key: null where there is nothing. */
  readonly found: (ObjectLiteral | null)[] = [];

  constructor(readonly selected: Looked) {}

  /** What the next keys of those missing led to. */
  add(found: readonly (ObjectLiteral | null)[]): void {
    for (const entity of found) this.found.push(entity);
  }

  get missing(): readonly Key[] {
    return this.keys.list.slice(this.found.length);
  }
}

interface Join {
  slot: Slot;
  keys: readonly Key[];
  shape: RowShape;
}

/**
 * One statement for all to-one relations of a level: row n holds the n-th target of every relation,
 * so that none is sent twice however many parents it has. Shorter lists of keys end in NULLs.
 */
export class ToOneStatement {
  private readonly statement = new Statement();
  private readonly joins: Join[];

  constructor(
    source: DataSource,
    private readonly naming: Naming,
    slots: readonly Slot[],
    from: number,
    size: number,
  ) {
    this.joins = slots
      .map((slot) => ({ slot, keys: slot.missing.slice(from, from + size) }))
      .filter(({ keys }) => keys.length > 0)
      .map(({ slot, keys }, at) => {
        const { target, columns } = slot.selected;
        return { slot, keys, shape: new RowShape(source, target, columns, `t${at}_`) };
      });
  }

  get parameters(): unknown[] {
    return this.statement.parameters;
  }

  sql(): string {
    const arrays: string[] = [];
    const joins = this.joins.map((join, at) => this.join(join, `t${at}`, arrays));
    const columns = this.joins.flatMap(({ shape }, at) => shape.sql(this.naming, `t${at}`));
    const names = arrays.map((_, at) => `k${at}`);
    return `SELECT k.n::integer AS n, ${columns.join(', ')}
FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS k(${[...names, 'n'].join(', ')})
${joins.join('\n')}`;
  }

  /** @returns what was found for each slot, by the position of the key among those sent */
  entities(rows: readonly Row[], plain: boolean): Map<Slot, (ObjectLiteral | null)[]> {
    return new Map(
      this.joins.map(({ slot, keys, shape }) => {
        const found = keys.map((): ObjectLiteral | null => null);
        for (const row of rows) {
          const at = (row['n'] as number) - 1;
          if (at < keys.length) found[at] ??= shape.entityOrNull(row, plain);
        }
        return [slot, found] as const;
      }),
    );
  }

  private join({ slot, keys }: Join, alias: string, arrays: string[]): string {
    const { route } = slot.selected;
    const sent = sendKeys(this.statement, keys, {
      columns: route.to,
      naming: this.naming,
      firstArray: arrays.length,
    });
    arrays.push(...sent.arrays);
    return outerJoin(this.naming, slot.selected, alias, sent.values);
  }
}
