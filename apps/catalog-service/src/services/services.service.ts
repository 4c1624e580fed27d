import { Cached, type CacheFamily, InjectFamily, type ReadOptions, Warms } from '#caching';
import { ChangeFeed } from '#changes';
import {
  type CatalogCommand,
  catalogMethods,
  type CatalogResults,
  parseInput,
  type Service,
  serviceInput,
  type WirePage,
} from '#contracts';
import { ServiceEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CachedItems, forgetChangedItems } from '../storage/cached-items.js';
import { listPlace } from '../storage/item-families.js';
import { TenantItems } from '../storage/tenant-items.js';
import { Handles } from '../transport/handles.decorator.js';
import { serviceItems, serviceLists } from './service.families.js';
import { serviceColumns, toService } from './service.mapping.js';

@Injectable()
export class ServicesService {
  private readonly services: TenantItems<ServiceEntity>;

  private readonly cached: CachedItems<Service>;

  constructor(
    @InjectDataSource() database: DataSource,
    @InjectFamily(serviceItems) items: CacheFamily<Service | null>,
    @InjectFamily(serviceLists) lists: CacheFamily<WirePage<Service>>,
    changes: ChangeFeed,
  ) {
    this.services = new TenantItems(database.getRepository(ServiceEntity));
    this.cached = new CachedItems(items, (tenantId, ids) => this.load(tenantId, ids));
    forgetChangedItems(changes, 'service', items, lists);
  }

  @Handles('listServices')
  @Cached(serviceLists, listPlace)
  async list(command: CatalogCommand<'listServices'>): Promise<CatalogResults['listServices']> {
    const { rows, nextCursor } = await this.services.page(command);
    return { items: rows.map(toService), nextCursor };
  }

  @Handles('getService')
  get(command: CatalogCommand<'getService'>): Promise<Service> {
    return this.cached.get(command, command);
  }

  /** Those that exist, in no particular order. */
  byIds(tenantId: string, ids: readonly string[], options?: ReadOptions): Promise<Service[]> {
    return this.cached.byIds(tenantId, ids, options);
  }

  /** What is asked for first: the list of what is active, and its items one by one. */
  @Warms(serviceItems)
  async warm(tenantId: string): Promise<void> {
    const command = { tenantId, activeOnly: true };
    const { items } = await this.list(parseInput(catalogMethods.listServices.request, command));
    await this.byIds(
      tenantId,
      items.map(({ id }) => id),
    );
  }

  @Handles('createService')
  async create({ tenantId, input }: CatalogCommand<'createService'>): Promise<Service> {
    const columns = serviceColumns(input, Object.keys(serviceInput.shape));
    return toService(await this.services.insert({ tenantId, id: uuid(), ...columns }));
  }

  @Handles('updateService')
  async update(command: CatalogCommand<'updateService'>): Promise<Service> {
    const { tenantId, id, patch, updateMask } = command;
    await this.services.changing(command, toService, (services) =>
      services.change(tenantId, id, serviceColumns(patch, updateMask)),
    );
    return toService(await this.services.get(tenantId, id));
  }

  @Handles('deleteService')
  async delete(command: CatalogCommand<'deleteService'>): Promise<Record<string, never>> {
    await this.services.changing(command, toService, (services) =>
      services.remove(command.tenantId, command.id),
    );
    return {};
  }

  private async load(tenantId: string, ids: readonly string[]): Promise<Service[]> {
    return (await this.services.byIds(tenantId, ids)).map(toService);
  }
}
