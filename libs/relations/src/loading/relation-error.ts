/** Why a selection of relations cannot be loaded. */
export type RelationErrorReason =
  /** The path, or an option for it, names a relation or column that the entity does not have. */
  | 'unknown'
  /** The path takes a relation twice, or goes back the way it came. */
  | 'cyclic'
  /** `limitPer` or `orderBy` of a relation to one entity. */
  | 'not_to_many'
  /** `limitPer` is not a whole number of 1 or more. */
  | 'limit'
  /** An entity's key columns, which say what is related to it, are not loaded. */
  | 'key_not_loaded'
  /** The entity or relation uses a feature that loading does not support. */
  | 'unsupported';

/** Thrown before any statement is sent, except for `key_not_loaded`; names the path at fault. */
export class RelationError extends Error {
  constructor(
    readonly reason: RelationErrorReason,
    /** Dotted, from the root; empty for the root itself. */
    readonly path: string,
    message: string,
  ) {
    super(path === '' ? message : `${path}: ${message}`);
    this.name = 'RelationError';
  }
}
