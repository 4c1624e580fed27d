import { randomUUID } from 'node:crypto';
import { type RunningGateway, insertKey } from '../../apps/gateway/test/running-gateway.js';
import { createTwoShops, type TwoShops } from '../../apps/gateway/test/two-shops.js';
import { type TestDatabase } from '../support/databases.js';
import { signedRequest } from '../support/signed-webhook.js';

export type Role = 'platform' | 'owner' | 'operator' | 'viewer';
export const everyRole: readonly Role[] = ['platform', 'owner', 'operator', 'viewer'];

export const itemInputs = {
  products: { title: 'Teapot', price: { amountMinor: 900, currency: 'EUR' } },
  services: { title: 'Repair', price: { amountMinor: 900, currency: 'EUR' }, durationMinutes: 30 },
  knowledge: { type: 'faq', title: 'Parking', content: 'Behind the house.' },
};

export type Items = keyof typeof itemInputs;

/** Two tenants; what is made here is made by, and belongs to, the first one. */
export class World {
  private constructor(
    readonly gateway: RunningGateway,
    readonly database: TestDatabase,
    readonly shops: TwoShops,
  ) {}

  static async create(gateway: RunningGateway, database: TestDatabase): Promise<World> {
    const keys = gateway.environment.ENCRYPTION_KEYS;
    return new World(gateway, database, await createTwoShops(database.source, keys));
  }

  get tenantId(): string {
    return this.shops.ours.tenantId;
  }

  get channelId(): string {
    return this.shops.ours.channelId;
  }

  keyOf(role: Role): string {
    return role === 'platform' ? this.shops.platform : this.shops.ours[role];
  }

  /** A key of the role that was good until a second ago. */
  expiredKey(role: Role): Promise<string> {
    const tenantId = role === 'platform' ? null : this.tenantId;
    return insertKey(this.database.source, role, tenantId, {
      expiresAt: new Date(Date.now() - 1000),
    });
  }

  item(items: Items): Promise<string> {
    return this.create(`/v1/${items}`, itemInputs[items]);
  }

  key(): Promise<string> {
    return this.create('/v1/keys', { name: 'spare', role: 'viewer' });
  }

  /** @returns the ids of a message that a customer has sent, and of its conversation */
  async message(): Promise<{ messageId: string; conversationId: string }> {
    const { body } = await this.gateway.call<{ id: string; secret: string }>('/v1/channels', {
      key: this.shops.ours.owner,
      json: { kind: 'webhook', name: 'matrix', deliveryUrl: 'https://shop.example' },
    });
    const sent = { messageId: randomUUID(), from: { id: randomUUID() }, text: 'Open on Sundays?' };
    const response = await this.gateway.fetch(
      `/v1/webhooks/${body.id}`,
      signedRequest(body.secret, sent),
    );
    const { messageId } = (await response.json()) as { messageId: string };
    const state = await this.gateway.call<{ conversationId: string }>(
      `/v1/messages/${messageId}/state`,
      { key: this.shops.ours.owner },
    );
    return { messageId, conversationId: state.body.conversationId };
  }

  async conversation(): Promise<string> {
    return (await this.message()).conversationId;
  }

  async customer(): Promise<string> {
    const { body } = await this.gateway.call<{ customer: { id: string } }>(
      `/v1/conversations/${await this.conversation()}`,
      { key: this.shops.ours.owner },
    );
    return body.customer.id;
  }

  /** @returns the id of a message that could not be answered */
  async failedMessage(): Promise<string> {
    const { messageId, conversationId } = await this.message();
    await this.database.source.query(
      `WITH conversation AS (
         UPDATE conversation SET status = 'handoff', handoff_reason = 'answer_failed',
           due_at = NULL, first_due_at = NULL, answered_sequence = inbound_sequence WHERE id = $1)
       UPDATE message SET state = 'failed' WHERE conversation_id = $1 AND state = 'received'`,
      [conversationId],
    );
    return messageId;
  }

  /** @returns the id of a question that nothing answered */
  async question(): Promise<string> {
    const id = randomUUID();
    await this.database.source.query(
      `INSERT INTO unanswered_question (tenant_id, id, conversation_id, text, language)
       VALUES ($1, $2, $3, 'Do you sell boats?', 'en')`,
      [this.tenantId, id, await this.conversation()],
    );
    return id;
  }

  /** Our tenant's, and no other's. @returns its path */
  async handoffWebhook(): Promise<string> {
    await this.database.source.query('DELETE FROM handoff_webhook');
    await this.database.source.query(
      `INSERT INTO handoff_webhook (tenant_id, url, secret_sealed) VALUES ($1, 'https://a.example', '')`,
      [this.tenantId],
    );
    return '/v1/handoff-webhook';
  }

  /** @returns the id of a conversation that a worker holds */
  async lock(): Promise<string> {
    const id = await this.conversation();
    await this.database.source.query(
      `UPDATE conversation SET owner = 'worker-1', fence = fence + 1,
         lease_until = clock_timestamp() + interval '30 seconds' WHERE id = $1`,
      [id],
    );
    return id;
  }

  /** @returns the id of an import of no products */
  async import(): Promise<string> {
    const { body } = await this.gateway.call<{ id: string }>('/v1/products/import', {
      key: this.shops.ours.owner,
      json: [],
    });
    return body.id;
  }

  private async create(path: string, json: object): Promise<string> {
    const { status, body } = await this.gateway.call<{ id: string }>(path, {
      key: this.shops.ours.owner,
      json,
    });
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
    return body.id;
  }
}
