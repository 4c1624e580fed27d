import { type ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { type EntityMetadata } from 'typeorm/metadata/EntityMetadata.js';
import { type RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import { type Direction, type UncheckedOptions } from './load.options.js';
import { RelationError } from './relation-error.js';
import { type Route, routeOf } from './route.js';

/** What rows to look up, by which of their columns, and which columns to load. */
export type Looked = Pick<Selected, 'target' | 'route' | 'columns'>;

/** One relation to load, and what to load with its targets. */
export interface Selected {
  path: string;
  relation: RelationMetadata;
  target: EntityMetadata;
  toMany: boolean;
  route: Route;
  /** The target's columns to load. */
  columns: readonly ColumnMetadata[];
  order: readonly (readonly [ColumnMetadata, Direction])[];
  limit: number | undefined;
  children: readonly Selected[];
}

type Tree = Map<string, Tree>;

const treeOf = (paths: readonly string[]): Tree => {
  const root: Tree = new Map();
  for (const path of paths) {
    let branch = root;
    for (const name of path.split('.')) {
      const next: Tree = branch.get(name) ?? new Map<string, Tree>();
      branch.set(name, next);
      branch = next;
    }
  }
  return root;
};

const known = <Value>(value: Value | undefined, path: string, message: string): Value => {
  if (value === undefined) throw new RelationError('unknown', path, message);
  return value;
};

const columnOf = (target: EntityMetadata, name: string, path: string): ColumnMetadata =>
  known(
    target.columns.find((column) => column.propertyPath === name && !column.isVirtual),
    path,
    `${target.name} has no column '${name}'`,
  );

/** A column, or all columns of an embedded object. */
const columnsOf = (target: EntityMetadata, name: string, path: string): ColumnMetadata[] => {
  const embedded = target.columns.filter(({ propertyPath }) => propertyPath.startsWith(`${name}.`));
  return embedded.length > 0 ? embedded : [columnOf(target, name, path)];
};

const relationOf = (parent: EntityMetadata, name: string, path: string): RelationMetadata => {
  const found = parent.relations.find(({ propertyPath }) => propertyPath === name);
  const names = parent.relations.map(({ propertyPath }) => propertyPath).join(', ') || 'none';
  const relation = known(found, path, `${parent.name} has no relation '${name}'; it has: ${names}`);
  const target = relation.inverseEntityMetadata;
  if (relation.isLazy) {
    throw new RelationError('unsupported', path, 'is lazy: its property is a promise');
  }
  if (target.inheritancePattern === 'STI' || target.tableType === 'entity-child') {
    throw new RelationError('unsupported', path, `${target.name} shares its table with others`);
  }
  return relation;
};

/** A path may neither take a relation twice nor return to the very parent it came from. */
const assertNotCyclic = (
  relation: RelationMetadata,
  way: readonly RelationMetadata[],
  path: string,
): void => {
  const back = way.at(-1)?.inverseRelation === relation && !isToMany(relation);
  if (way.includes(relation) || back) {
    const how = back ? 'goes back to where it came from' : 'takes a relation for the second time';
    throw new RelationError(
      'cyclic',
      path,
      `${how}; what it leads to is in memory, or a second load's`,
    );
  }
};

const isToMany = ({ isOneToMany, isManyToMany }: RelationMetadata): boolean =>
  isOneToMany || isManyToMany;

const limitOf = (limit: number | undefined, path: string): number | undefined => {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new RelationError('limit', path, `limitPer must be 1 or more, not ${limit}`);
  }
  return limit;
};

const isDirection = (value: unknown): value is Direction => value === 'ASC' || value === 'DESC';

/** By name: TypeORM may have several metadata for a column that several relations share. */
const columnNames = (columns: readonly ColumnMetadata[]): Set<string> =>
  new Set(columns.map(({ databaseName }) => databaseName));

/** The order asked for, made total by the primary key where no unique index says that it is. */
const orderOf = (
  asked: Readonly<Record<string, Direction | undefined>>,
  { target, route, path }: Pick<Selected, 'target' | 'route' | 'path'>,
): Selected['order'] => {
  const order = Object.entries(asked).flatMap(([name, direction]) => {
    if (direction === undefined) return [];
    if (isDirection(direction)) return [[columnOf(target, name, path), direction] as const];
    throw new RelationError(
      'unknown',
      path,
      `orderBy must be ASC or DESC, not ${String(direction)}`,
    );
  });
  const constant = route.passage === undefined ? route.to : [];
  const settled = columnNames([...constant, ...order.map(([column]) => column)]);
  const unique = [
    ...target.indices.filter(({ isUnique, where }) => isUnique && !where),
    ...target.uniques,
  ];
  const isTotal = (columns: readonly ColumnMetadata[]): boolean =>
    columns.every((column) => settled.has(column.databaseName) && !column.isNullable);
  if (unique.some(({ columns }) => isTotal(columns))) return order;
  const direction = order.at(-1)?.[1] ?? 'ASC';
  const rest = target.primaryColumns.filter(({ databaseName }) => !settled.has(databaseName));
  return [...order, ...rest.map((column) => [column, direction] as const)];
};

const ownColumns = (target: EntityMetadata): ColumnMetadata[] =>
  target.columns.filter(({ isVirtual, isVirtualProperty }) => !isVirtual && !isVirtualProperty);

/** As TypeORM selects them when nothing is said. */
export const defaultColumns = (target: EntityMetadata): ColumnMetadata[] =>
  ownColumns(target).filter(({ isSelect, isPrimary }) => isSelect || isPrimary);

const selectedColumns = (
  { target, path }: Pick<Selected, 'target' | 'path'>,
  names: readonly string[] | undefined,
  children: readonly Selected[],
): readonly ColumnMetadata[] => {
  if (names === undefined) return defaultColumns(target);
  const asked = columnNames([
    ...names.flatMap((name) => columnsOf(target, name, path)),
    ...children.flatMap(({ route }) => route.from),
  ]);
  return ownColumns(target).filter(
    ({ isPrimary, databaseName }) => isPrimary || asked.has(databaseName),
  );
};

/** Reads a selection against the metadata. */
class SelectionReader {
  private readonly paths = new Map<string, Selected>();

  constructor(private readonly options: UncheckedOptions) {}

  read(root: EntityMetadata): readonly Selected[] {
    const selected = this.children(root, treeOf(this.options.relations), []);
    this.assertOptionsAreOfPaths();
    return selected;
  }

  private children(
    parent: EntityMetadata,
    tree: Tree,
    way: readonly RelationMetadata[],
  ): readonly Selected[] {
    return [...tree].map(([name, branch]) => {
      const path = [...way.map(({ propertyPath }) => propertyPath), name].join('.');
      const relation = relationOf(parent, name, path);
      assertNotCyclic(relation, way, path);
      const selected = this.selected(relation, path, branch, [...way, relation]);
      this.paths.set(path, selected);
      return selected;
    });
  }

  private selected(
    relation: RelationMetadata,
    path: string,
    branch: Tree,
    way: readonly RelationMetadata[],
  ): Selected {
    const { select, limitPer, orderBy } = this.options;
    const target = relation.inverseEntityMetadata;
    const route = routeOf(relation);
    const at = { path, relation, target, route };
    const children = this.children(target, branch, way);
    return {
      ...at,
      toMany: isToMany(relation),
      columns: selectedColumns(at, select?.[path], children),
      order: orderOf(orderBy?.[path] ?? {}, at),
      limit: limitOf(limitPer?.[path], path),
      children,
    };
  }

  private assertOptionsAreOfPaths(): void {
    const { select = {}, limitPer = {}, orderBy = {} } = this.options;
    for (const [name, option] of Object.entries({ select, limitPer, orderBy })) {
      for (const path of Object.keys(option)) {
        const { toMany } = known(
          this.paths.get(path),
          path,
          `has a ${name}, but is not in relations`,
        );
        if (name !== 'select' && !toMany) {
          throw new RelationError('not_to_many', path, `leads to one entity: it takes no ${name}`);
        }
      }
    }
  }
}

/**
 * The tree of relations that options ask of an entity.
 * @throws RelationError that names the path at fault
 */
export const readSelection = (
  root: EntityMetadata,
  options: UncheckedOptions,
): readonly Selected[] => new SelectionReader(options).read(root);
