import { Problem } from '#contracts';
import {
  type EntityManager,
  type ObjectLiteral,
  type Repository,
  type SelectQueryBuilder,
} from 'typeorm';
import { type QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { decodeCursor, encodeCursor } from './page-cursor.js';
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
}

export interface ItemPage<Row> {
  rows: Row[];
  nextCursor?: string;
}

const createdAtUs = '(extract(epoch from item.created_at) * 1000000)::bigint';
const isAfterPosition = `(item.created_at, item.id) <
  (timestamptz 'epoch' + :createdAtUs::bigint * interval '1 microsecond', :id)`;

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
    { tenantId, limit, cursor, activeOnly }: PageCommand,
    narrow: (query: SelectQueryBuilder<Row>) => void = () => undefined,
  ): Promise<ItemPage<Row>> {
    const query = this.of(tenantId)
      .addSelect(createdAtUs, 'created_at_us')
      .orderBy('item.createdAt', 'DESC')
      .addOrderBy('item.id', 'DESC')
      .limit(limit + 1);
    if (activeOnly) query.andWhere('item.active');
    if (cursor !== undefined) {
      const [at, id] = decodeCursor(cursor);
      query.andWhere(isAfterPosition, { createdAtUs: at, id });
    }
    narrow(query);
    const { entities, raw } = await query.getRawAndEntities<{ created_at_us: string }>();
    const last = entities[limit - 1];
    const lastRaw = raw[limit - 1];
    if (entities.length <= limit || last === undefined || lastRaw === undefined) {
      return { rows: entities };
    }
    return {
      rows: entities.slice(0, limit),
      nextCursor: encodeCursor([lastRaw.created_at_us, last.id]),
    };
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

  private byId(tenantId: string, id: string): SelectQueryBuilder<Row> {
    return this.of(tenantId).andWhere('item.id = :id', { id });
  }

  private of(tenantId: string): SelectQueryBuilder<Row> {
    return this.rows.createQueryBuilder('item').where('item.tenantId = :tenantId', { tenantId });
  }
}
