import { type EntityTarget } from 'typeorm';
import {
  type EntityAt,
  type PathAndPrefixes,
  type RelationPath,
  type ToManyPath,
} from './paths.js';

export type Direction = 'ASC' | 'DESC';

/** Without a path, `{}` would let every name pass. */
type Nothing = Record<string, never>;

type Limits<Path extends string> = [Path] extends [never] ? Nothing : { [P in Path]?: number };

type Orders<Root, Path extends string> = [Path] extends [never]
  ? Nothing
  : { [P in Path]?: { [Name in keyof EntityAt<Root, P>]?: Direction } };

/** What to load with one or many roots. Every option names relations by their dotted path. */
export interface LoadOptions<Root, Path extends RelationPath<Root>> {
  /** The relations to load; those a path leads through are loaded with it. */
  relations: readonly Path[];
  /** The properties to load of a relation's entities; all by default. Their keys always come along. */
  select?: {
    [P in PathAndPrefixes<Path>]?: readonly (keyof EntityAt<Root, P> & string)[];
  };
  /** How many entities of a to-many relation to load for each parent, the first in `orderBy`. */
  limitPer?: Limits<ToManyPath<Root, PathAndPrefixes<Path>>>;
  /** The order of a to-many relation within each parent; by primary key, ascending, by default. */
  orderBy?: Orders<Root, ToManyPath<Root, PathAndPrefixes<Path>>>;
  /** The roots' entity, when they are plain objects. */
  of?: EntityTarget<Root>;
}

/** The same options where the entity is known at run time only. */
export interface UncheckedOptions {
  relations: readonly string[];
  select?: Readonly<Record<string, readonly string[] | undefined>> | undefined;
  limitPer?: Readonly<Record<string, number | undefined>> | undefined;
  orderBy?:
    | Readonly<Record<string, Readonly<Record<string, Direction | undefined>> | undefined>>
    | undefined;
}
