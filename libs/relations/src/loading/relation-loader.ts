import { type DataSource, EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { type EntityMetadata } from 'typeorm/metadata/EntityMetadata.js';
import { Load } from './load.js';
import { type LoadOptions, type UncheckedOptions } from './load.options.js';
import { type RelationPath } from './paths.js';
import { RelationError } from './relation-error.js';
import { readSelection } from './selection.js';

export interface RelationLoaderOptions {
  /** Roots or parents whose relations one statement loads at most; 10,000 by default. */
  keysPerStatement?: number;
}

/**
 * Loads relations of entities that are in memory, in a number of statements that depends on what is
 * selected and not on how many entities there are: one for all to-one relations of a level, and one
 * for each to-many relation.
 *
 * ```ts
 * await loader.load(conversations, {
 *   relations: ['customer.tenant', 'messages', 'interactions'],
 *   orderBy: { messages: { sequence: 'DESC' }, interactions: { createdAt: 'DESC' } },
 *   limitPer: { messages: 20, interactions: 1 },
 * }); // 3 statements
 * ```
 *
 * A relation that is there is left as it is: null and an empty array say that there is nothing,
 * undefined that it is not loaded. What is loaded is an entity instance, or plain where the roots
 * are plain.
 */
export class RelationLoader {
  private readonly manager: EntityManager;

  /** Takes the manager of a transaction to load inside of it. */
  constructor(
    database: DataSource | EntityManager,
    private readonly options: RelationLoaderOptions = {},
  ) {
    this.manager = database instanceof EntityManager ? database : database.manager;
  }

  /**
   * @returns the roots, which are changed in place
   * @throws RelationError before anything is sent, when the selection cannot be loaded
   */
  load<Root extends object, const Path extends RelationPath<Root>>(
    roots: readonly Root[],
    options: LoadOptions<Root, Path>,
  ): Promise<Root[]>;
  load<Root extends object, const Path extends RelationPath<Root>>(
    root: Root,
    options: LoadOptions<Root, Path>,
  ): Promise<Root>;
  load(
    given: object | readonly object[],
    options: UncheckedOptions & { of?: EntityTarget<object> },
  ): Promise<unknown> {
    return this.loadUnchecked(given, options);
  }

  /** The same where the selection is known at run time only, such as a client's. */
  async loadUnchecked<Given extends object>(
    given: Given,
    options: UncheckedOptions & { of?: EntityTarget<object> },
  ): Promise<Given> {
    const roots: readonly ObjectLiteral[] = Array.isArray(given) ? given : [given];
    const [first] = roots;
    if (first === undefined) return given;
    const metadata = this.metadataOf(first, options.of);
    const { keysPerStatement = 10_000 } = this.options;
    const plain = typeof metadata.target !== 'function' || !(first instanceof metadata.target);
    const selection = readSelection(metadata, options);
    await new Load(this.manager, { plain, keysPerStatement }).run(roots, selection);
    return given;
  }

  private metadataOf(root: ObjectLiteral, target?: EntityTarget<object>): EntityMetadata {
    const entity = target ?? root.constructor;
    if (entity === Object || !this.manager.dataSource.hasMetadata(entity)) {
      throw new RelationError('unknown', '', 'plain roots need their entity as `of`');
    }
    return this.manager.dataSource.getMetadata(entity);
  }
}
