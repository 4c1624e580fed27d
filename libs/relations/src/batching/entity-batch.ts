import DataLoader from 'dataloader';
import {
  type DataSource,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
} from 'typeorm';
import { type EntityMetadata } from 'typeorm/metadata/EntityMetadata.js';
import { identityOf, type Key } from '../loading/keys.js';
import { type RelationPath } from '../loading/paths.js';
import { RelationError } from '../loading/relation-error.js';
import { RelationLoader } from '../loading/relation-loader.js';
import { type Row } from '../loading/row-shape.js';
import { defaultColumns } from '../loading/selection.js';
import { Naming } from '../loading/statement.js';
import { Slot, ToOneStatement } from '../loading/to-one.js';

/** Every column of a primary key, so that none is looked up without its tenant. */
export type EntityKey<Entity> = { [Name in keyof Entity]?: unknown };

/** As the loader's: keys a statement sends at most. */
const keysPerStatement = 10_000;

/**
 * Gathers look-ups from all over a request: those of one tick go out as one statement for each kind.
 * One batch for each request and tenant's eyes: it remembers what it has found until it is dropped.
 *
 * ```ts
 * const batch = new EntityBatch(dataSource);
 * await Promise.all(ids.map((id) => batch.find(Customer, { tenantId, id }))); // 1 statement
 * await Promise.all(customers.map((customer) => batch.related(customer, 'tenant'))); // 1 statement
 * ```
 */
export class EntityBatch {
  private readonly finders = new Map<
    EntityMetadata,
    DataLoader<Key, ObjectLiteral | null, string>
  >();
  private readonly relations = new Map<EntityMetadata, Map<string, DataLoader<object, unknown>>>();
  private readonly loader: RelationLoader;

  constructor(private readonly database: DataSource | EntityManager) {
    this.loader = new RelationLoader(database, { keysPerStatement });
  }

  /**
   * @returns null when there is none
   * @throws RelationError `key_not_loaded` for a key that lacks a column
   */
  find<Entity extends ObjectLiteral>(
    entity: EntityTarget<Entity>,
    key: EntityKey<Entity>,
  ): Promise<Entity | null> {
    const metadata = this.manager.dataSource.getMetadata(entity);
    const values = metadata.primaryColumns.map((column) => {
      const value: unknown = column.getEntityValue(key, true);
      if (value !== undefined && value !== null) return value;
      const { propertyPath } = column;
      throw new RelationError(
        'key_not_loaded',
        '',
        `${metadata.name} needs '${propertyPath}' in its key`,
      );
    });
    return this.finderOf(metadata).load(values) as Promise<Entity | null>;
  }

  /** What is related to an entity, which is changed in place. */
  async related<
    Entity extends object,
    const Path extends RelationPath<Entity> & keyof Entity & string,
  >(entity: Entity, relation: Path): Promise<NonNullable<Entity[Path]> | null> {
    const metadata = this.manager.dataSource.getMetadata(entity.constructor);
    const loaded = await this.relationOf(metadata, relation).load(entity);
    return loaded as NonNullable<Entity[Path]> | null;
  }

  private get manager(): EntityManager {
    return 'manager' in this.database ? this.database.manager : this.database;
  }

  private finderOf(metadata: EntityMetadata): DataLoader<Key, ObjectLiteral | null, string> {
    const finder =
      this.finders.get(metadata) ??
      new DataLoader((keys: readonly Key[]) => this.findAll(metadata, keys), {
        cacheKeyFn: identityOf,
        maxBatchSize: keysPerStatement,
      });
    this.finders.set(metadata, finder);
    return finder;
  }

  private relationOf(metadata: EntityMetadata, relation: string): DataLoader<object, unknown> {
    const loaders = this.relations.get(metadata) ?? new Map<string, DataLoader<object, unknown>>();
    this.relations.set(metadata, loaders);
    const loader =
      loaders.get(relation) ??
      new DataLoader(async (entities: readonly object[]) => {
        await this.loader.loadUnchecked(entities, { relations: [relation] });
        return entities.map((entity) => (entity as ObjectLiteral)[relation] as unknown);
      });
    loaders.set(relation, loader);
    return loader;
  }

  private async findAll(
    target: EntityMetadata,
    keys: readonly Key[],
  ): Promise<(ObjectLiteral | null)[]> {
    const key = target.primaryColumns;
    const slot = new Slot({
      target,
      route: { from: key, to: key },
      columns: defaultColumns(target),
    });
    const positions = keys.map((sought) => slot.keys.add(sought));
    const { dataSource } = this.manager;
    const naming = new Naming(dataSource);
    const statement = new ToOneStatement(dataSource, naming, [slot], 0, keysPerStatement);
    const rows = await this.manager.query<Row[]>(statement.sql(), statement.parameters);
    const found = statement.entities(rows, false).get(slot) ?? [];
    return positions.map((position) => found[position] ?? null);
  }
}
