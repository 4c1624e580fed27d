import { assertMatches, type Page, type PageRequest, Problem } from '#contracts';
import { type Keyset } from '#relations';
import {
  type FindOptionsWhere,
  type ObjectLiteral,
  type Repository,
  type SelectQueryBuilder,
} from 'typeorm';
import { type QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { newestFirst, pageOf } from './keyset.js';

/** A table whose rows belong to a tenant. */
export interface TenantRow extends ObjectLiteral {
  tenantId: string | null;
}

type Criteria<Row> = Omit<FindOptionsWhere<Row>, 'tenantId'>;
type Values<Row> = Omit<QueryDeepPartialEntity<Row>, 'tenantId'>;

/**
 * The rows of one table as one tenant sees them. Whatever is asked for, the tenant is added last,
 * so another tenant's row is as unknown as one that never existed.
 */
export class TenantRows<Row extends TenantRow> {
  constructor(
    private readonly repository: Repository<Row>,
    private readonly tenantId: string,
  ) {}

  /** A query over the tenant's rows, aliased `row`. Narrow it with `andWhere` only. */
  select(): SelectQueryBuilder<Row> {
    return this.repository
      .createQueryBuilder('row')
      .where('row.tenantId = :tenantId', { tenantId: this.tenantId });
  }

  /** @throws Problem `not_found` */
  async get(criteria: Criteria<Row>): Promise<Row> {
    const row = await this.repository.findOneBy(this.owned(criteria));
    if (row === null) throw new Problem('not_found');
    return row;
  }

  page(request: PageRequest, keyset: Keyset = newestFirst): Promise<Page<Row>> {
    return pageOf(this.select(), keyset, request);
  }

  async insert(values: Values<Row>): Promise<void> {
    await this.repository.insert({
      ...values,
      tenantId: this.tenantId,
    });
  }

  /** For tables with one row a tenant. */
  async put(values: Values<Row>): Promise<void> {
    await this.repository.upsert({ ...values, tenantId: this.tenantId }, ['tenantId']);
  }

  async delete(criteria: Criteria<Row>): Promise<void> {
    await this.repository.delete(this.owned(criteria));
  }

  /** @throws Problem `not_found` */
  async update(criteria: Criteria<Row>, changes: Values<Row>): Promise<void> {
    const { affected } = await this.repository.update(this.owned(criteria), {
      ...changes,
      tenantId: this.tenantId,
    });
    if (affected === 0) throw new Problem('not_found');
  }

  /**
   * Changes a row only while it is what `ifMatch` names; nobody else changes it meanwhile.
   * @param show the row as the API shows it
   * @throws Problem `precondition_failed`, `not_found`
   */
  async changing(
    criteria: Criteria<Row>,
    ifMatch: string | undefined,
    show: (row: Row) => object,
    change: (rows: TenantRows<Row>) => Promise<void>,
  ): Promise<void> {
    if (ifMatch === undefined) return change(this);
    const { target, manager } = this.repository;
    await manager.transaction(async (within) => {
      const repository = within.getRepository<Row>(target);
      const lock = { mode: 'pessimistic_write' } as const;
      const row = await repository.findOne({ where: this.owned(criteria), lock });
      if (row === null) throw new Problem('not_found');
      assertMatches(ifMatch, show(row));
      await change(new TenantRows(repository, this.tenantId));
    });
  }

  private owned(criteria: Criteria<Row>): FindOptionsWhere<Row> {
    return { ...criteria, tenantId: this.tenantId };
  }
}
