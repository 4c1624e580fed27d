/** What a property holds once loaded: the related entity, alone or in an array. */
type Related<Value> =
  NonNullable<Value> extends readonly (infer Item)[] ? NonNullable<Item> : NonNullable<Value>;

type Scalar = string | number | bigint | boolean | symbol | Date | Uint8Array | RegExp;

/** Properties that may be relations. TypeScript cannot tell a JSON column from one: loading does. */
type RelationName<Entity> = {
  [Name in keyof Entity & string]-?: Related<Entity[Name]> extends
    Scalar | ((...args: never) => unknown)
    ? never
    : Related<Entity[Name]> extends object
      ? Name
      : never;
}[keyof Entity & string];

type Shallower = [never, 0, 1, 2, 3];

/** Dotted names of an entity's relations, `'customer'` or `'customer.tenant'`, checked four levels deep. */
export type RelationPath<Entity, Depth extends number = 4> = [Depth] extends [0]
  ? never
  : {
      [Name in RelationName<Entity>]:
        Name | `${Name}.${RelationPath<Related<Entity[Name]>, Shallower[Depth]>}`;
    }[RelationName<Entity>];

/** `'a.b.c'` and the relations it leads through: `'a' | 'a.b' | 'a.b.c'`. */
export type PathAndPrefixes<Path extends string> = Path extends `${infer Head}.${infer Tail}`
  ? Head | `${Head}.${PathAndPrefixes<Tail>}`
  : Path;

/** The entity a path leads to. */
export type EntityAt<Entity, Path extends string> = Path extends `${infer Head}.${infer Tail}`
  ? Head extends keyof Entity
    ? EntityAt<Related<Entity[Head]>, Tail>
    : never
  : Path extends keyof Entity
    ? Related<Entity[Path]>
    : never;

/** The property a path ends at, array or not. */
type ValueAt<Entity, Path extends string> = Path extends `${infer Head}.${infer Tail}`
  ? Head extends keyof Entity
    ? ValueAt<Related<Entity[Head]>, Tail>
    : never
  : Path extends keyof Entity
    ? NonNullable<Entity[Path]>
    : never;

/** Those of the paths that lead to many. */
export type ToManyPath<Entity, Path extends string> = Path extends string
  ? ValueAt<Entity, Path> extends readonly unknown[]
    ? Path
    : never
  : never;
