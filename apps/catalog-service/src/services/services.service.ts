import { type CatalogCommand, type CatalogResults, type Service, serviceInput } from '#contracts';
import { ServiceEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { TenantItems } from '../storage/tenant-items.js';
import { Handles } from '../transport/handles.decorator.js';
import { serviceColumns, toService } from './service.mapping.js';

@Injectable()
export class ServicesService {
  private readonly services: TenantItems<ServiceEntity>;

  constructor(@InjectDataSource() database: DataSource) {
    this.services = new TenantItems(database.getRepository(ServiceEntity));
  }

  @Handles('listServices')
  async list(command: CatalogCommand<'listServices'>): Promise<CatalogResults['listServices']> {
    const { rows, nextCursor } = await this.services.page(command);
    return { items: rows.map(toService), nextCursor };
  }

  @Handles('getService')
  async get({ tenantId, id }: { tenantId: string; id: string }): Promise<Service> {
    return toService(await this.services.get(tenantId, id));
  }

  /** Those that exist, in no particular order. */
  async byIds(tenantId: string, ids: readonly string[]): Promise<Service[]> {
    return (await this.services.byIds(tenantId, ids)).map(toService);
  }

  @Handles('createService')
  async create({ tenantId, input }: CatalogCommand<'createService'>): Promise<Service> {
    const columns = serviceColumns(input, Object.keys(serviceInput.shape));
    return toService(await this.services.insert({ tenantId, id: uuid(), ...columns }));
  }

  @Handles('updateService')
  async update(command: CatalogCommand<'updateService'>): Promise<Service> {
    const { tenantId, id, patch, updateMask } = command;
    await this.services.change(tenantId, id, serviceColumns(patch, updateMask));
    return this.get(command);
  }

  @Handles('deleteService')
  async delete({ tenantId, id }: CatalogCommand<'deleteService'>): Promise<Record<string, never>> {
    await this.services.remove(tenantId, id);
    return {};
  }
}
