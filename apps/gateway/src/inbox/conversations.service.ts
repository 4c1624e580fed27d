import { type Page, pageRequest, Problem } from '#contracts';
import { ConversationEntity, conversationStatuses } from '#persistence';
import { type Keyset, RelationLoader } from '#relations';
import { Injectable } from '@nestjs/common';
import { type SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { pageOf } from '../tenancy/keyset.js';
import { TenantScope } from '../tenancy/tenant-scope.js';

export const conversationQuery = pageRequest.extend({
  status: z.enum(conversationStatuses).optional(),
  channelId: z.uuid().optional(),
  customerId: z.uuid().optional(),
});
export type ConversationQuery = z.output<typeof conversationQuery>;

export const conversation = z
  .object({
    id: z.uuid(),
    channelId: z.uuid(),
    status: z.enum(conversationStatuses),
    handoffReason: z.string().nullable(),
    customer: z.object({
      id: z.uuid(),
      name: z.string().nullable(),
      externalId: z.string().nullable().describe('What the channel calls the customer'),
    }),
    createdAt: z.iso.datetime(),
    lastMessageAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.output<typeof conversation>;

const byLastMessage: Keyset = [
  { column: 'row.last_message_at', type: 'timestamptz' },
  { column: 'row.id', type: 'uuid' },
];

/** What the channel calls the customer; of several names the one seen last. */
const externalIdOf = ({ channelId, customer }: ConversationEntity): string | null =>
  customer?.identities?.findLast((identity) => identity.channelId === channelId)?.externalId ??
  null;

const toConversation = (row: ConversationEntity): Conversation => ({
  id: row.id,
  channelId: row.channelId,
  status: row.status,
  handoffReason: row.handoffReason,
  customer: {
    id: row.customerId,
    name: row.customer?.displayName ?? null,
    externalId: externalIdOf(row),
  },
  createdAt: row.createdAt.toISOString(),
  lastMessageAt: row.lastMessageAt.toISOString(),
  closedAt: row.closedAt?.toISOString() ?? null,
});

/** Customers' threads, as the tenant's people read them. */
@Injectable()
export class ConversationsService {
  constructor(
    private readonly scope: TenantScope,
    private readonly relations: RelationLoader,
  ) {}

  /** Those with the newest message first; two statements. */
  async list(
    tenantId: string,
    { status, channelId, customerId, ...request }: ConversationQuery,
  ): Promise<Page<Conversation>> {
    const query = this.select(tenantId);
    const wanted = Object.entries({ status, channelId, customerId });
    for (const [column, value] of wanted.filter(([, given]) => given !== undefined)) {
      query.andWhere(`row.${column} = :${column}`, { [column]: value });
    }
    const { items, nextCursor } = await pageOf(query, byLastMessage, request);
    return { items: await this.conversations(items), nextCursor };
  }

  /** @throws Problem `not_found` */
  async get(tenantId: string, id: string): Promise<Conversation> {
    const row = await this.select(tenantId).andWhere('row.id = :id', { id }).getOne();
    if (row === null) throw new Problem('not_found');
    const [conversation] = await this.conversations([row]);
    if (conversation === undefined) throw new Problem('not_found');
    return conversation;
  }

  /** @throws Problem `not_found` */
  async assertExists(tenantId: string, id: string): Promise<void> {
    await this.scope.of(tenantId, ConversationEntity).get({ id });
  }

  private select(tenantId: string): SelectQueryBuilder<ConversationEntity> {
    return this.scope
      .of(tenantId, ConversationEntity)
      .select()
      .innerJoinAndSelect('row.customer', 'customer');
  }

  private async conversations(rows: ConversationEntity[]): Promise<Conversation[]> {
    await this.relations.load(rows, {
      relations: ['customer.identities'],
      select: { 'customer.identities': ['channelId', 'externalId'] },
      orderBy: { 'customer.identities': { lastSeenAt: 'ASC' } },
    });
    return rows.map(toConversation);
  }
}
