import { Problem } from '#contracts';
import { type CustomerData, customerData, eraseCustomer, type Erasure } from '#conversations';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { actorOf } from '../auth/actor.js';
import { type Principal } from '../auth/principal.js';

/** Personal data of a tenant's customers. */
@Injectable()
export class CustomersService {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** @throws Problem `not_found` */
  async export(tenantId: string, id: string): Promise<CustomerData> {
    const data = await customerData(this.database, tenantId, id);
    if (data === null) throw new Problem('not_found');
    return data;
  }

  /** @throws Problem `not_found`, also the second time */
  async erase(tenantId: string, id: string, principal: Principal): Promise<Erasure> {
    const erasure = await eraseCustomer(this.database, tenantId, id, actorOf(principal));
    if (erasure === null) throw new Problem('not_found');
    return erasure;
  }
}
