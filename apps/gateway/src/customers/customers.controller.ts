import { type CustomerData, type Erasure } from '#conversations';
import { Controller, Delete, Get } from '@nestjs/common';
import { CurrentPrincipal, CurrentTenant, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { ResourceId } from '../http/resource-id.js';
import { Describe } from '../openapi/operation.js';
import { customerData, erasure } from './customers.answers.js';
import { CustomersService } from './customers.service.js';

/** What a business owes the people it talks to: to show and to erase what it keeps of them. */
@Roles('owner')
@Controller('v1/customers')
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get(':id/export')
  @Describe('Everything that is kept of a customer', { answer: customerData })
  export(@CurrentTenant() tenantId: string, @ResourceId() id: string): Promise<CustomerData> {
    return this.customers.export(tenantId, id);
  }

  /** Answered with the proof, which the audit keeps. */
  @Delete(':id')
  @Describe('Erases what is kept of a customer; answers with the proof', { answer: erasure })
  erase(
    @CurrentTenant() tenantId: string,
    @CurrentPrincipal() principal: Principal,
    @ResourceId() id: string,
  ): Promise<Erasure> {
    return this.customers.erase(tenantId, id, principal);
  }
}
