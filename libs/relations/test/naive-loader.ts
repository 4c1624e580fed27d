import { type DataSource, type ObjectLiteral } from 'typeorm';
import { type UncheckedOptions } from '../src/loading/load.options.js';

const byOrder =
  (order: Readonly<Record<string, 'ASC' | 'DESC' | undefined>>) =>
  (left: ObjectLiteral, right: ObjectLiteral): number => {
    for (const [name, direction] of Object.entries(order)) {
      const [a, b] = [left[name] as string, right[name] as string];
      if (a < b) return direction === 'DESC' ? 1 : -1;
      if (a > b) return direction === 'DESC' ? -1 : 1;
    }
    return 0;
  };

/** What loading must come to, by TypeORM's own means: one statement for each parent and relation. */
export class NaiveLoader {
  constructor(
    private readonly source: DataSource,
    private readonly options: UncheckedOptions,
  ) {}

  async load(parents: readonly ObjectLiteral[], entity: string, prefix = ''): Promise<void> {
    const names = new Set(
      this.options.relations
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length).split('.')[0] ?? ''),
    );
    for (const name of names) {
      for (const parent of parents) await this.loadOne(parent, entity, `${prefix}${name}`);
    }
  }

  private async loadOne(parent: ObjectLiteral, entity: string, path: string): Promise<void> {
    const name = path.split('.').at(-1) ?? '';
    const relation = this.source
      .getMetadata(entity)
      .relations.find(({ propertyName }) => propertyName === name);
    if (relation === undefined) throw new Error(`no relation ${path}`);
    const query = this.source.createQueryBuilder().relation(entity, name).of(parent);
    const target = relation.inverseEntityMetadata.name;
    if (relation.isOneToMany || relation.isManyToMany) {
      const order = this.options.orderBy?.[path] ?? {};
      const keys = relation.inverseEntityMetadata.primaryColumns.map(
        ({ propertyName }) => propertyName,
      );
      const direction = Object.values(order).at(-1) ?? 'ASC';
      const total = {
        ...order,
        ...Object.fromEntries(keys.filter((key) => !(key in order)).map((key) => [key, direction])),
      };
      const all = (await query.loadMany()).sort(byOrder(total));
      parent[name] = all.slice(0, this.options.limitPer?.[path]);
    } else {
      parent[name] = (await query.loadOne<ObjectLiteral>()) ?? null;
    }
    const targets = [parent[name] as ObjectLiteral | ObjectLiteral[] | null]
      .flat()
      .filter((found): found is ObjectLiteral => found !== null);
    await this.load(targets, target, `${path}.`);
    for (const found of targets) this.pick(found, target, path);
  }

  /** Leaves out columns that were not asked for. */
  private pick(found: ObjectLiteral, entity: string, path: string): void {
    const asked = this.options.select?.[path];
    if (asked === undefined) return;
    for (const { propertyPath, isPrimary, isVirtual } of this.source.getMetadata(entity).columns) {
      const [name = ''] = propertyPath.split('.');
      if (!isPrimary && !isVirtual && !asked.includes(name)) delete found[name];
    }
  }
}
