import { Body, Controller, Delete, Get, HttpCode, Put, UseInterceptors } from '@nestjs/common';
import { ChangeAudit } from '../audit/change-audit.interceptor.js';
import { CurrentTenant } from '../auth/principal.js';
import { Members, Roles } from '../auth/route-access.js';
import { Describe } from '../openapi/operation.js';
import {
  type HandoffWebhook,
  handoffWebhook,
  type HandoffWebhookInput,
  handoffWebhookInput,
  type NewHandoffWebhook,
  newHandoffWebhook,
} from './handoff-webhook.schemas.js';
import { HandoffWebhookService } from './handoff-webhook.service.js';

@UseInterceptors(ChangeAudit)
@Controller('v1/handoff-webhook')
export class HandoffWebhookController {
  constructor(private readonly webhook: HandoffWebhookService) {}

  @Get()
  @Members()
  @Describe('Where handoffs are told, and how many are not told yet', { answer: handoffWebhook })
  get(@CurrentTenant() tenantId: string): Promise<HandoffWebhook> {
    return this.webhook.get(tenantId);
  }

  @Put()
  @Roles('owner')
  @Describe('Says where handoffs are told; shows the secret this once', {
    answer: newHandoffWebhook,
  })
  put(
    @CurrentTenant() tenantId: string,
    @Body({ schema: handoffWebhookInput }) input: HandoffWebhookInput,
  ): Promise<NewHandoffWebhook> {
    return this.webhook.put(tenantId, input);
  }

  @Delete()
  @HttpCode(204)
  @Roles('owner')
  @Describe('Tells nobody any more')
  delete(@CurrentTenant() tenantId: string): Promise<void> {
    return this.webhook.delete(tenantId);
  }
}
