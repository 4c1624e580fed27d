import { providerStatusOf } from '#conversations';
import { type Page, type PageRequest, Problem } from '#contracts';
import {
  InteractionEntity,
  MessageEntity,
  type MessageState,
  OutboxDeliveryEntity,
} from '#persistence';
import { type Keyset, RelationLoader } from '#relations';
import { Injectable } from '@nestjs/common';
import { type SelectQueryBuilder } from 'typeorm';
import { type Message } from './message.resource.js';
import { newestFirst, pageOf } from '../tenancy/keyset.js';
import { TenantScope } from '../tenancy/tenant-scope.js';

/** A message with what is joined to an outbound one. */
type MessageRow = MessageEntity & {
  delivery: OutboxDeliveryEntity | null;
  interaction: InteractionEntity | null;
};

const bySequence: Keyset = [{ column: 'row.sequence', type: 'bigint' }];

/** When a reply that waits is tried next; null: it is being attempted right now, or never again. */
const nextAttemptOf = ({ state, nextAttemptAt }: OutboxDeliveryEntity): string | null =>
  state === 'pending' || state === 'ambiguous' ? nextAttemptAt.toISOString() : null;

const toDelivery = (row: OutboxDeliveryEntity | null): Message['delivery'] =>
  row === null
    ? null
    : {
        state: row.state,
        attempts: row.attempts,
        lastError: row.lastError,
        nextAttemptAt: nextAttemptOf(row),
        deliveredAt: row.deliveredAt?.toISOString() ?? null,
        providerStatus: providerStatusOf((row.receipts ?? []).map(({ status }) => status)),
      };

/** The provider's ids of the messages a reply answers, in their order. */
const answeredBy = ({ answers = [] }: MessageEntity): string[] =>
  answers
    .flatMap(({ message }) => message ?? [])
    .sort((left, right) => left.sequence - right.sequence)
    .map(({ providerMessageId }) => providerMessageId ?? '');

const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  conversationId: row.conversationId,
  sequence: row.sequence,
  direction: row.author === 'customer' ? 'inbound' : 'outbound',
  author: row.author,
  text: row.text,
  attachments: row.attachments,
  state: row.state,
  providerMessageId: row.providerMessageId,
  sentAt: row.sentAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  ...(row.author === 'customer'
    ? {}
    : {
        sources: row.interaction?.sources ?? [],
        inReplyTo: answeredBy(row),
        delivery: toDelivery(row.delivery),
      }),
});

/** What was said in a conversation, both ways. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly scope: TenantScope,
    private readonly relations: RelationLoader,
  ) {}

  /** Newest first; three statements. */
  async list(
    tenantId: string,
    conversationId: string,
    request: PageRequest,
  ): Promise<Page<Message>> {
    const query = this.select(tenantId).andWhere('row.conversationId = :conversationId', {
      conversationId,
    });
    return this.page(query, bySequence, request);
  }

  /** Of all conversations, newest first; three statements. */
  async listInState(
    tenantId: string,
    state: MessageState,
    request: PageRequest,
  ): Promise<Page<Message>> {
    // In the text, not a parameter: one plan serves all parameters, and none but this state's index.
    const query = this.select(tenantId).andWhere(`row.state = '${state}'`);
    return this.page(query, newestFirst, request);
  }

  /** Three statements. @throws Problem `not_found` */
  async get(tenantId: string, id: string): Promise<Message> {
    const query = this.select(tenantId).andWhere('row.id = :id', { id });
    const [message] = (await this.page(query, newestFirst, { limit: 1 })).items;
    if (message === undefined) throw new Problem('not_found');
    return message;
  }

  private select(tenantId: string): SelectQueryBuilder<MessageEntity> {
    return this.scope
      .of(tenantId, MessageEntity)
      .select()
      .leftJoinAndMapOne(
        'row.delivery',
        OutboxDeliveryEntity,
        'delivery',
        'delivery.tenantId = row.tenantId AND delivery.replyId = row.id',
      )
      .leftJoinAndMapOne(
        'row.interaction',
        InteractionEntity,
        'interaction',
        'interaction.tenantId = row.tenantId AND interaction.replyId = row.id',
      );
  }

  private async page(
    query: SelectQueryBuilder<MessageEntity>,
    keyset: Keyset,
    request: PageRequest,
  ): Promise<Page<Message>> {
    const { items, nextCursor } = await pageOf(query, keyset, request);
    await this.relations.load(
      items.filter(({ author }) => author !== 'customer'),
      {
        relations: ['answers.message'],
        select: { 'answers.message': ['sequence', 'providerMessageId'] },
      },
    );
    await this.relations.load(
      items.flatMap((row) => (row as MessageRow).delivery ?? []),
      { relations: ['receipts'], select: { receipts: ['status'] } },
    );
    return { items: items.map((row) => toMessage(row as MessageRow)), nextCursor };
  }
}
