import { assertMatches, foreignCursor, Problem } from '#contracts';
import { InvalidCursorError, type Keyset, keysetPage } from '#relations';
import {
  type EntityManager,
  type ObjectLiteral,
  type Repository,
  type SelectQueryBuilder,
} from 'typeorm';
import { type QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { asWriteProblem } from './write-problems.js';

/** What products, services and knowledge entries have in common. */
interface Item extends ObjectLiteral {
  tenantId: string;
  id: string;
}

interface PageCommand {
  tenantId: string;
  limit: number;
  cursor?: string | undefined;
  activeOnly: boolean;
  externalId?: string | undefined;
}

interface ChangeCommand {
  tenantId: string;
  id: string;
  ifMatch?: string | undefined;
}

export interface ItemPage<Row> {
  rows: Row[];
  nextCursor?: string | undefined;
}

const newestFirst: Keyset = [
  { column: 'item.created_at', type: 'timestamptz' },
  { column: 'item.id', type: 'uuid' },
];

const asPageProblem = (error: unknown): never => {
  throw error instanceof InvalidCursorError ? foreignCursor(error) : error;
};

const existing = <Row>(row: Row | null): Row => {
  if (row === null) throw new Problem('not_found');
  return row;
};

/**
 * The items of one table as one tenant sees them: the only door to it, so that every statement
 * carries the tenant. Another tenant's id is as unknown as one that never existed.
 */
export class TenantItems<Row extends Item> {
  constructor(private readonly rows: Repository<Row>) {}

  /** The same items inside a transaction. */
  within(manager: EntityManager): TenantItems<Row> {
    return new TenantItems(manager.getRepository<Row>(this.rows.target));
  }

  /** Newest first. @throws Problem `malformed` for a foreign cursor */
  async page(
    { tenantId, limit, cursor, activeOnly, externalId }: PageCommand,
    narrow: (query: SelectQueryBuilder<Row>) => void = () => undefined,
  ): Promise<ItemPage<Row>> {
    const query = this.of(tenantId);
    if (activeOnly) query.andWhere('item.active');
    if (externalId !== undefined) query.andWhere('item.externalId = :externalId', { externalId });
    narrow(query);
    const request = { limit, cursor };
    const { items, nextCursor } = await keysetPage(query, newestFirst, request).catch(
      asPageProblem,
    );
    return { rows: items, nextCursor: nextCursor ?? undefined };
  }

  /** @throws Problem `not_found` */
  async get(tenantId: string, id: string): Promise<Row> {
    return existing(await this.byId(tenantId, id).getOne());
  }

  /** Inside a transaction: nobody else changes the item until it ends. @throws Problem `not_found` */
  async lock(tenantId: string, id: string): Promise<Row> {
    return existing(await this.byId(tenantId, id).setLock('pessimistic_write').getOne());
  }

  async byIds(tenantId: string, ids: readonly string[]): Promise<Row[]> {
    if (ids.length === 0) return [];
    return this.of(tenantId).andWhere('item.id IN (:...ids)', { ids }).getMany();
  }

  /** Fills in what the database decides. @throws Problem `conflict` for a taken external id */
  async insert(row: QueryDeepPartialEntity<Row>): Promise<Row> {
    await this.rows.insert(row).catch(asWriteProblem);
    return row as Row;
  }

  /** @throws Problem `not_found`, or `conflict` for a taken external id */
  async change(tenantId: string, id: string, values: Partial<Row>): Promise<void> {
    const changed = { ...values, updatedAt: () => 'now()' };
    const { affected } = await this.rows
      .createQueryBuilder()
      .update()
      .set(changed as unknown as QueryDeepPartialEntity<Row>)
      .where({ tenantId, id })
      .execute()
      .catch(asWriteProblem);
    if (affected === 0) throw new Problem('not_found');
  }

  /** @throws Problem `not_found` */
  async remove(tenantId: string, id: string): Promise<void> {
    const { affected } = await this.rows
      .createQueryBuilder()
      .delete()
      .where({ tenantId, id })
      .execute();
    if (affected === 0) throw new Problem('not_found');
  }

  /**
   * Changes an item only while it is what `ifMatch` names; nobody else changes it meanwhile.
   * @param show the item as the API shows it
   * @throws Problem `precondition_failed`, or what `change` throws
   */
  async changing(
    { tenantId, id, ifMatch }: ChangeCommand,
    show: (row: Row, manager: EntityManager) => object | Promise<object>,
    change: (items: TenantItems<Row>) => Promise<void>,
  ): Promise<void> {
    if (ifMatch === undefined) return change(this);
    await this.rows.manager.transaction(async (manager) => {
      const items = this.within(manager);
      assertMatches(ifMatch, await show(await items.lock(tenantId, id), manager));
      await change(items);
    });
  }

  private byId(tenantId: string, id: string): SelectQueryBuilder<Row> {
    return this.of(tenantId).andWhere('item.id = :id', { id });
  }

  private of(tenantId: string): SelectQueryBuilder<Row> {
    return this.rows.createQueryBuilder('item').where('item.tenantId = :tenantId', { tenantId });
  }
}
