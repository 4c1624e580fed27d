import { Controller, Get } from '@nestjs/common';
import { CurrentPrincipal, type Principal } from '../auth/principal.js';
import { Roles } from '../auth/route-access.js';
import { Describe } from '../openapi/operation.js';
import { type WorkQueues, workQueues, WorkQueuesService } from './queues.service.js';

/** A tenant's people see what of the tenant's is waiting, the platform everybody's. */
@Controller('v1/operations/queues')
export class QueuesController {
  constructor(private readonly queues: WorkQueuesService) {}

  @Get()
  @Roles('owner', 'operator', 'viewer', 'platform')
  @Describe('What is yet to be done, and since when it waits', { answer: workQueues })
  show(@CurrentPrincipal() { tenantId }: Principal): Promise<WorkQueues> {
    return this.queues.show(tenantId);
  }
}
