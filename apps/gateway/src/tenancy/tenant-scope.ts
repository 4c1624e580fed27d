import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager, type EntityTarget } from 'typeorm';
import { type TenantRow, TenantRows } from './tenant-rows.js';

/** The gateway's only door to tables that belong to tenants, besides admission and look-up by id. */
@Injectable()
export class TenantScope {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /**
   * `scope.of(tenantId, ChannelEntity).get({ id })`
   *
   * @param manager of a replica, where rows may lag; see ReadDatabase
   */
  of<Row extends TenantRow>(
    tenantId: string,
    entity: EntityTarget<Row>,
    manager: EntityManager = this.database.manager,
  ): TenantRows<Row> {
    return new TenantRows(manager.getRepository(entity), tenantId);
  }
}
