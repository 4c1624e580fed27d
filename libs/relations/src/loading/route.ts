import { type ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { type RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';

/** A table between parent and target, and how the target hangs on it. */
export interface Passage {
  table: string;
  /** Pairs of a column of the passage and the target's column that equals it. */
  links: readonly (readonly [string, string])[];
}

/**
 * How SQL gets from parents to a relation's targets: by columns of the parent, which an entity in
 * memory has, to columns of the target's table or of a table that leads there.
 */
export interface Route {
  /** The parent's columns whose values are sent. */
  from: readonly ColumnMetadata[];
  /** The columns that must equal them, in the passage or, without one, in the target. */
  to: readonly ColumnMetadata[];
  passage?: Passage;
}

const referenced = (columns: readonly ColumnMetadata[]): ColumnMetadata[] =>
  columns.flatMap(({ referencedColumn }) => referencedColumn ?? []);

const names = (columns: readonly ColumnMetadata[]): string[] =>
  columns.map(({ databaseName }) => databaseName);

const linked = (passage: readonly ColumnMetadata[]): Passage['links'] => {
  const targets = names(referenced(passage));
  return names(passage).map((name, at) => [name, targets[at] ?? ''] as const);
};

/** By the foreign key where the parent has it as a property, else through the parent's own row. */
const owningRoute = ({ joinColumns, entityMetadata }: RelationMetadata): Route => {
  if (joinColumns.every(({ isVirtual }) => !isVirtual)) {
    return { from: joinColumns, to: referenced(joinColumns) };
  }
  const key = entityMetadata.primaryColumns;
  return {
    from: key,
    to: key,
    passage: { table: entityMetadata.tablePath, links: linked(joinColumns) },
  };
};

const manyToManyRoute = (relation: RelationMetadata): Route => {
  const owner = relation.isOwning ? relation : (relation.inverseRelation as RelationMetadata);
  const [near, far] = relation.isOwning
    ? [owner.joinColumns, owner.inverseJoinColumns]
    : [owner.inverseJoinColumns, owner.joinColumns];
  const table = owner.junctionEntityMetadata?.tablePath ?? '';
  return { from: referenced(near), to: near, passage: { table, links: linked(far) } };
};

export const routeOf = (relation: RelationMetadata): Route => {
  if (relation.isManyToMany) return manyToManyRoute(relation);
  if (relation.isOwning) return owningRoute(relation);
  const columns = relation.inverseRelation?.joinColumns ?? [];
  return { from: referenced(columns), to: columns };
};
