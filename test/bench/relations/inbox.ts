import {
  ConversationEntity,
  CustomerEntity,
  InteractionEntity,
  MessageEntity,
  TenantEntity,
} from '#persistence';
import { RelationLoader } from '#relations';
import DataLoader from 'dataloader';
import { type DataSource, type FindManyOptions, In } from 'typeorm';

/** One way to load the newest conversations of a tenant with all that an inbox shows of them. */
export interface InboxLoader {
  readonly name: string;
  load(tenantId: string, count: number): Promise<ConversationEntity[]>;
}

const messagesShown = 20;

const newest = (tenantId: string, count: number): FindManyOptions<ConversationEntity> => ({
  where: { tenantId },
  order: { lastMessageAt: 'DESC', id: 'DESC' },
  take: count,
});

/** Each part when it is looked at, as lazy relations do. */
export const lazily = ({ manager }: DataSource): InboxLoader => ({
  name: 'lazy loading',
  async load(tenantId, count) {
    const conversations = await manager.find(ConversationEntity, newest(tenantId, count));
    for (const conversation of conversations) {
      const ofIt = { tenantId, conversationId: conversation.id };
      const customer = await manager.findOneByOrFail(CustomerEntity, {
        tenantId,
        id: conversation.customerId,
      });
      customer.tenant = await manager.findOneByOrFail(TenantEntity, { id: customer.tenantId });
      conversation.customer = customer;
      conversation.messages = await manager.find(MessageEntity, {
        where: ofIt,
        order: { sequence: 'DESC' },
        take: messagesShown,
      });
      conversation.interactions = await manager.find(InteractionEntity, {
        where: ofIt,
        order: { createdAt: 'DESC', id: 'DESC' },
        take: 1,
      });
    }
    return conversations;
  },
});

const byNewestMessage = (one: MessageEntity, other: MessageEntity): number =>
  other.sequence - one.sequence;
const byNewestInteraction = (one: InteractionEntity, other: InteractionEntity): number =>
  other.createdAt.getTime() - one.createdAt.getTime();

/** `find` has no limit per parent: what is not shown is loaded and thrown away. */
export const byFind = (
  { manager }: DataSource,
  relationLoadStrategy: 'join' | 'query',
): InboxLoader => ({
  name: `find with relations, ${relationLoadStrategy}`,
  async load(tenantId, count) {
    const conversations = await manager.find(ConversationEntity, {
      ...newest(tenantId, count),
      relations: { customer: { tenant: true }, messages: true, interactions: true },
      relationLoadStrategy,
    });
    for (const conversation of conversations) {
      const { messages = [], interactions = [] } = conversation;
      conversation.messages = messages.sort(byNewestMessage).slice(0, messagesShown);
      conversation.interactions = interactions.sort(byNewestInteraction).slice(0, 1);
    }
    return conversations;
  },
});

/** As GraphQL servers do it: a batch function for each relation, keys gathered from each parent. */
export const byDataLoader = ({ manager }: DataSource): InboxLoader => ({
  name: 'dataloader alone',
  async load(tenantId, count) {
    const customers = new DataLoader(async (ids: readonly string[]) => {
      const found = await manager.findBy(CustomerEntity, { tenantId, id: In(ids) });
      const byId = new Map(found.map((customer) => [customer.id, customer]));
      return ids.map((id) => byId.get(id));
    });
    const tenants = new DataLoader(async (ids: readonly string[]) => {
      const found = await manager.findBy(TenantEntity, { id: In(ids) });
      const byId = new Map(found.map((tenant) => [tenant.id, tenant]));
      return ids.map((id) => byId.get(id));
    });
    const messages = new DataLoader(async (ids: readonly string[]) => {
      const found = await manager.find(MessageEntity, {
        where: { tenantId, conversationId: In(ids) },
        order: { sequence: 'DESC' },
      });
      const byId = Map.groupBy(found, ({ conversationId }) => conversationId);
      return ids.map((id) => byId.get(id)?.slice(0, messagesShown) ?? []);
    });
    const interactions = new DataLoader(async (ids: readonly string[]) => {
      const found = await manager.find(InteractionEntity, {
        where: { tenantId, conversationId: In(ids) },
        order: { createdAt: 'DESC', id: 'DESC' },
      });
      const byId = Map.groupBy(found, ({ conversationId }) => conversationId);
      return ids.map((id) => byId.get(id)?.slice(0, 1) ?? []);
    });
    const conversations = await manager.find(ConversationEntity, newest(tenantId, count));
    await Promise.all(
      conversations.map(async (conversation) => {
        const [customer, shown, latest] = await Promise.all([
          customers.load(conversation.customerId),
          messages.load(conversation.id),
          interactions.load(conversation.id),
        ]);
        if (customer !== undefined) customer.tenant = await tenants.load(customer.tenantId);
        Object.assign(conversation, { customer, messages: shown, interactions: latest });
      }),
    );
    return conversations;
  },
});

export const byRelationLoader = (database: DataSource): InboxLoader => {
  const loader = new RelationLoader(database);
  return {
    name: 'RelationLoader',
    async load(tenantId, count) {
      const roots = await database.manager.find(ConversationEntity, newest(tenantId, count));
      return loader.load(roots, {
        relations: ['customer.tenant', 'messages', 'interactions'],
        orderBy: { messages: { sequence: 'DESC' }, interactions: { createdAt: 'DESC' } },
        limitPer: { messages: messagesShown, interactions: 1 },
      });
    },
  };
};
