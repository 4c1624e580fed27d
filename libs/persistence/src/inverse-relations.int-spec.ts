import { RelationLoader } from '#relations';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../test/support/databases.js';
import { writeThreads } from '../../../test/support/threads.js';
import '../../../test/support/to-run-queries.js';
import { ConversationEntity } from './entities/conversation.entity.js';

describe.each([1, 100, 10_000])('of %i conversations', (conversations) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    const size = { conversations, tenants: 3, messages: 15, interactions: 4 };
    await writeThreads(database.source, size);
  }, 60_000);
  afterAll(async () => database[Symbol.asyncDispose]());

  it('customer, tenant, last 20 messages and latest interaction take 4 statements, roots included', async () => {
    const load = async (): Promise<ConversationEntity[]> =>
      new RelationLoader(database.source).load(
        await database.source.manager.find(ConversationEntity),
        {
          relations: ['customer.tenant', 'messages', 'interactions'],
          orderBy: { messages: { sequence: 'DESC' }, interactions: { createdAt: 'DESC' } },
          limitPer: { messages: 20, interactions: 1 },
        },
      );
    await expect(load).toRunQueries(4);
    const loaded = await load();
    expect(loaded).toHaveLength(conversations);
    for (const { id, tenantId, lastSequence, customer, messages, interactions } of loaded) {
      expect(customer?.tenant?.id).toBe(tenantId);
      const count = Math.min(20, lastSequence);
      const newest = Array.from({ length: count }, (_, at) => [id, lastSequence - at]);
      expect(messages?.map((message) => [message.conversationId, message.sequence])).toEqual(
        newest,
      );
      expect(interactions).toHaveLength(1);
    }
  }, 60_000);
});
