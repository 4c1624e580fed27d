import {
  AuditEntryEntity,
  ConversationEntity,
  MessageEntity,
  type MessageState,
} from '#persistence';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../test/support/databases.js';
import { Admissions } from '../src/admissions/admissions.service.js';
import { type Answer, type Call, RunningGateway } from './running-gateway.js';
import { createTwoShops, type Shop, type TwoShops } from './two-shops.js';

/** A message a customer wrote, and where it went. */
export interface Written {
  messageId: string;
  conversationId: string;
}

/** A gateway on a database of its own, two shops, customers who write, and workers at work. */
export class ShopFloor implements AsyncDisposable {
  private constructor(
    readonly database: TestDatabase,
    readonly gateway: RunningGateway,
    readonly shops: TwoShops,
  ) {}

  static async open(given: Record<string, string> = {}): Promise<ShopFloor> {
    const database = await createTestDatabase();
    const environment = { DATABASE_URL: database.url, REDIS_URL: testRedisUrl(), ...given };
    const gateway = await RunningGateway.start(environment);
    const shops = await createTwoShops(database.source, gateway.environment.ENCRYPTION_KEYS);
    return new ShopFloor(database, gateway, shops);
  }

  get shop(): Shop {
    return this.shops.ours;
  }

  /** A request with the operator's key, or another one. */
  call<Body = Record<string, unknown>>(path: string, call: Call = {}): Promise<Answer<Body>> {
    return this.gateway.call<Body>(path, { key: this.shop.operator, ...call });
  }

  async write(customer: string, text: string, shop = this.shop): Promise<Written> {
    const { tenantId, channelId } = shop;
    const admissions = this.gateway.app.get(Admissions, { strict: false });
    const { messageId } = await admissions.admit(
      { tenantId, id: channelId },
      { providerMessageId: `${customer}: ${text}`, from: { id: customer }, text, attachments: [] },
    );
    return { messageId, conversationId: (await this.message(messageId)).conversationId };
  }

  /** As a worker that has begun a turn of the conversation. */
  async hold(conversationId: string, worker = 'worker-1', forMs = 30_000): Promise<void> {
    await this.database.source.query(
      `UPDATE conversation SET owner = $2, fence = fence + 1, turn_attempts = turn_attempts + 1,
         lease_until = clock_timestamp() + $3 * interval '1 millisecond' WHERE id = $1`,
      [conversationId, worker, forMs],
    );
  }

  /** As a worker that gave the conversation's messages up. */
  async giveUp(conversationId: string): Promise<void> {
    await this.database.source.query(
      `WITH conversation AS (
         UPDATE conversation SET status = 'handoff', handoff_reason = 'answer_failed', owner = NULL,
           lease_until = NULL, due_at = NULL, first_due_at = NULL, turn_attempts = 0,
           answered_sequence = inbound_sequence WHERE id = $1)
       UPDATE message SET state = 'failed' WHERE conversation_id = $1 AND state = 'received'`,
      [conversationId],
    );
  }

  conversation(id: string): Promise<ConversationEntity> {
    return this.database.source.manager.findOneByOrFail(ConversationEntity, { id });
  }

  message(id: string): Promise<MessageEntity> {
    return this.database.source.manager.findOneByOrFail(MessageEntity, { id });
  }

  async states(...messages: Written[]): Promise<MessageState[]> {
    const rows = await Promise.all(messages.map(({ messageId }) => this.message(messageId)));
    return rows.map(({ state }) => state);
  }

  audit(conversationId: string): Promise<AuditEntryEntity[]> {
    return this.database.source.manager.find(AuditEntryEntity, {
      where: { conversationId },
      order: { at: 'ASC' },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
  }
}
