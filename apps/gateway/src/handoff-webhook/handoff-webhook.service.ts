import { randomBytes } from 'node:crypto';
import { type Environment, InjectEnvironment } from '#config';
import { HandoffNoticeEntity, HandoffWebhookEntity, SecretBox } from '#persistence';
import { Injectable } from '@nestjs/common';
import { assertDeliverable } from '../channels/delivery-target.js';
import { TenantScope } from '../tenancy/tenant-scope.js';
import {
  type HandoffWebhook,
  type HandoffWebhookInput,
  type NewHandoffWebhook,
} from './handoff-webhook.schemas.js';

/** Where a business hears of conversations that need a human; agent-workers tell it. */
@Injectable()
export class HandoffWebhookService {
  constructor(
    private readonly scope: TenantScope,
    private readonly secrets: SecretBox,
    @InjectEnvironment() private readonly environment: Environment,
  ) {}

  /** @throws Problem `not_found` */
  async get(tenantId: string): Promise<HandoffWebhook> {
    const { url, updatedAt } = await this.scope.of(tenantId, HandoffWebhookEntity).get({});
    const untold = await this.scope
      .of(tenantId, HandoffNoticeEntity)
      .select()
      .orderBy('row.createdAt', 'DESC')
      .take(100)
      .getMany();
    return {
      url,
      waiting: untold.filter(({ nextAttemptAt }) => nextAttemptAt !== null).length,
      givenUp: untold.filter(({ nextAttemptAt }) => nextAttemptAt === null).length,
      lastError: untold.find(({ lastError }) => lastError !== null)?.lastError ?? null,
      updatedAt: updatedAt.toISOString(),
    };
  }

  /**
   * Replaces URL and secret. The one time the secret is shown.
   * @throws Problem `malformed`, or `unprocessable` for a private host
   */
  async put(tenantId: string, input: HandoffWebhookInput): Promise<NewHandoffWebhook> {
    const url = assertDeliverable(input.url, this.environment.OUTBOUND_ALLOW_HOSTS, '/url');
    const { secret = `whsec_${randomBytes(32).toString('base64')}` } = input;
    const secretSealed = this.secrets.seal(secret);
    await this.scope
      .of(tenantId, HandoffWebhookEntity)
      .put({ url, secretSealed, updatedAt: new Date() });
    return { ...(await this.get(tenantId)), secret };
  }

  /** What was not told yet is not told any more. */
  async delete(tenantId: string): Promise<void> {
    await this.scope.of(tenantId, HandoffWebhookEntity).delete({});
    // One that a turn writes at this very moment finds no webhook when it is due, and goes too.
    await this.scope.of(tenantId, HandoffNoticeEntity).delete({});
  }
}
