import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Environment } from '#config';
import {
  AuditEntryEntity,
  ChannelEntity,
  ConversationEntity,
  deliveryGuarantees,
  InteractionEntity,
  MessageAnswerEntity,
  MessageEntity,
  OutboxDeliveryEntity,
  UnansweredQuestionEntity,
} from '#persistence';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import { eventually } from '../../../../test/support/eventually.js';
import {
  createCustomer,
  createTenantWithChannel,
  type TestChannel,
} from '../../../../test/support/tenants.js';
import { WorkerIdentity } from '../worker-identity.js';
import { type Answer, type Turn, type TurnRecord } from './turn.js';
import { type DueConversation, TurnStore } from './turn-store.js';

const answer: Answer = {
  text: 'We open at nine.',
  sources: [{ type: 'knowledge', id: uuidv7(), title: 'Opening hours' }],
  intents: ['question'],
  confidence: 0.9,
  known: true,
  handoffReason: null,
  model: 'builtin',
  promptTokens: 0,
  cachedPromptTokens: 0,
  language: 'en',
  unanswered: [],
  completionTokens: 0,
  costUsd: 0,
};
const record: TurnRecord = {
  processingMs: 12,
  sqlStatements: 4,
  cacheHits: 1,
  cacheMisses: 2,
  traceId: undefined,
};

describe('a turn', () => {
  let database: TestDatabase;
  let environment: Environment;
  let channel: TestChannel;
  let store: TurnStore;

  const storeOf = (overrides: Partial<Environment> = {}): TurnStore =>
    new TurnStore(database.source, { ...environment, ...overrides }, new WorkerIdentity());

  /** A conversation with messages that are due. */
  const conversation = async (texts: string[]): Promise<DueConversation> => {
    const { tenantId, channelId } = channel;
    const customerId = await createCustomer(database.source, channel, uuidv7());
    const id = uuidv7();
    await database.source.manager.insert(ConversationEntity, {
      tenantId,
      id,
      channelId,
      customerId,
      lastMessageAt: new Date(),
    });
    for (const text of texts) await receive({ tenantId, conversationId: id }, text);
    return { tenantId, conversationId: id };
  };

  const receive = async (
    { tenantId, conversationId }: DueConversation,
    text: string,
    manager = database.source.manager,
  ): Promise<void> => {
    await manager.query(
      `WITH conversation AS (
         UPDATE conversation SET last_sequence = last_sequence + 1, inbound_sequence = last_sequence + 1,
           due_at = clock_timestamp(), first_due_at = clock_timestamp()
         WHERE tenant_id = $1 AND id = $2 RETURNING *)
       INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author,
         provider_message_id, text, state)
       SELECT tenant_id, $3::uuid, id, channel_id, last_sequence, 'customer', $3::uuid::text, $4, 'received'
       FROM conversation`,
      [tenantId, conversationId, uuidv7(), text],
    );
  };

  /** A message is being admitted, and holds the conversation's row, when `change` comes to it. */
  const receiveBefore = async (
    due: DueConversation,
    text: string,
    change: () => Promise<unknown>,
  ): Promise<void> => {
    let changed: Promise<unknown> | undefined;
    await database.source.transaction(async (manager) => {
      await receive(due, text, manager);
      changed = change();
      await eventually('the change waits for the row', async () => {
        const waiting: unknown[] = await database.source.query(
          `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        );
        return waiting.length > 0;
      });
    });
    await changed;
  };

  const statesOf = async ({ tenantId, conversationId }: DueConversation): Promise<string[]> => {
    const messages = await database.source.manager.find(MessageEntity, {
      where: { tenantId, conversationId, author: 'customer' },
      order: { sequence: 'ASC' },
    });
    return messages.map(({ state }) => state);
  };

  const begun = async (due: DueConversation, by = store): Promise<Turn> => {
    const turn = await by.begin(due);
    if (turn === undefined) throw new Error('the turn did not begin');
    return turn;
  };

  const stored = (due: DueConversation): Promise<ConversationEntity> =>
    database.source.manager.findOneByOrFail(ConversationEntity, {
      tenantId: due.tenantId,
      id: due.conversationId,
    });

  const replies = ({ tenantId, conversationId }: DueConversation): Promise<MessageEntity[]> =>
    database.source.manager.find(MessageEntity, {
      where: { tenantId, conversationId, author: 'agent' },
      order: { sequence: 'ASC' },
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = testEnvironment({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
    channel = await createTenantWithChannel(database.source, {
      encryptionKeys: environment.ENCRYPTION_KEYS,
    });
  });
  afterAll(async () => database[Symbol.asyncDispose]());
  beforeEach(() => {
    store = storeOf();
  });

  it('covers every unanswered message, in order', async () => {
    const due = await conversation(['Hi', 'When do you open?', 'On Sundays?']);
    const turn = await begun(due);
    expect(turn.unanswered.map(({ text }) => text)).toEqual([
      'Hi',
      'When do you open?',
      'On Sundays?',
    ]);
    expect(await store.commit(turn, answer, record)).toMatchObject({
      moreUnanswered: false,
      nextDueInMs: null,
    });
    expect(await replies(due)).toMatchObject([{ text: answer.text, sequence: 4 }]);
    const answered = await database.source.manager.countBy(MessageAnswerEntity, {
      tenantId: due.tenantId,
    });
    expect(answered).toBe(3);
    expect(await stored(due)).toMatchObject({ answeredSequence: 3, dueAt: null, owner: null });
  });

  it('keeps what nothing answered, for the tenant to answer', async () => {
    const due = await conversation(['Do you sell boats? Or canoes?']);
    const unanswered = ['Do you sell boats?', 'Or canoes?'];
    await store.commit(await begun(due), { ...answer, unanswered, language: 'fr' }, record);
    const kept = await database.source.getRepository(UnansweredQuestionEntity).find({
      where: due,
      order: { id: 'ASC' },
    });
    expect(kept).toMatchObject([
      { text: 'Do you sell boats?', language: 'fr', state: 'open' },
      { text: 'Or canoes?', language: 'fr', state: 'open' },
    ]);
  });

  it('tells the next turn what was said before', async () => {
    const due = await conversation(['When do you open?']);
    await store.commit(await begun(due), answer, record);
    await receive(due, 'And close?');
    const turn = await begun(due);
    expect(turn.unanswered.map(({ text }) => text)).toEqual(['And close?']);
    expect(turn.history).toEqual([
      { sequence: 1, author: 'customer', text: 'When do you open?' },
      { sequence: 2, author: 'agent', text: 'We open at nine.' },
    ]);
  });

  it('is begun by one worker only, however many try', async () => {
    const due = await conversation(['Hi']);
    const attempts = await Promise.all(Array.from({ length: 20 }, () => storeOf().begin(due)));
    expect(attempts.filter((turn) => turn !== undefined)).toHaveLength(1);
  });

  it('does not begin before its time', async () => {
    const due = await conversation(['Hi']);
    await database.source.query(
      `UPDATE conversation SET due_at = clock_timestamp() + interval '1 minute' WHERE id = $1`,
      [due.conversationId],
    );
    expect(await store.begin(due)).toBeUndefined();
  });

  it('cannot commit after another worker has taken over', async () => {
    const due = await conversation(['Hi']);
    const slow = await begun(due, storeOf({ LEASE_MS: 1 }));
    await database.source.query('SELECT pg_sleep(0.01)');
    const fast = await begun(due);
    expect(await store.commit(slow, { ...answer, text: 'too late' }, record)).toBeUndefined();
    expect(await store.renew(slow)).toBe(false);
    expect(await store.renew(fast)).toBe(true);
    await store.commit(fast, answer, record);
    expect(await replies(due)).toMatchObject([{ text: answer.text }]);
  });

  it('cannot commit after a human has taken over', async () => {
    const due = await conversation(['Hi']);
    const turn = await begun(due);
    await database.source.query(
      `UPDATE conversation SET status = 'handoff', fence = fence + 1, due_at = NULL,
         first_due_at = NULL WHERE id = $1`,
      [due.conversationId],
    );
    expect(await store.commit(turn, answer, record)).toBeUndefined();
    expect(await replies(due)).toEqual([]);
  });

  it('cannot answer a message twice even where the fence would allow it', async () => {
    const due = await conversation(['Hi']);
    const turn = await begun(due);
    await store.commit(turn, answer, record);
    await expect(store.commit(turn, answer, record)).rejects.toThrow(/message_answer_pkey/);
    expect(await replies(due)).toHaveLength(1);
  });

  it('leaves a message that arrives meanwhile to the next turn under `queue`', async () => {
    const due = await conversation(['Hi']);
    const turn = await begun(due);
    await receive(due, 'One more thing');
    expect(await store.commit(turn, answer, record)).toMatchObject({
      moreUnanswered: true,
      nextDueInMs: 0,
    });
    expect((await begun(due)).unanswered.map(({ text }) => text)).toEqual(['One more thing']);
  });

  it('starts over with a message that arrives meanwhile under `supersede`', async () => {
    const due = await conversation(['Hi']);
    const turn: Turn = { ...(await begun(due)), newMessagePolicy: 'supersede' };
    await receive(due, 'One more thing');
    expect(await store.commit(turn, answer, record)).toBeUndefined();
    expect(await store.supersede(turn)).toBe(true);
    expect((await begun(due)).unanswered.map(({ text }) => text)).toEqual(['Hi', 'One more thing']);
  });

  it('does not count what a newer message superseded as a failed attempt', async () => {
    const due = await conversation(['Hi']);
    for (let messages = 0; messages < 6; messages++) {
      const turn = await begun(due);
      expect(turn.attempt).toBe(1);
      await receive(due, 'One more thing');
      await store.supersede(turn);
    }
  });

  it('gives way to another worker, not to a newer message, once it is taken over', async () => {
    const due = await conversation(['Hi']);
    const slow = await begun(due, storeOf({ LEASE_MS: 1 }));
    await database.source.query('SELECT pg_sleep(0.01)');
    await begun(due);
    expect(await store.supersede(slow)).toBe(false);
  });

  it('says which worker ran it, under which fence and when', async () => {
    const due = await conversation(['Hi']);
    const turn = await begun(due);
    const before = Date.now();
    await store.commit(turn, answer, { ...record, processingMs: 60_000 });
    const { tenantId, conversationId } = due;
    const interaction = await database.source.manager.findOneByOrFail(InteractionEntity, {
      tenantId,
      conversationId,
    });
    expect(interaction).toMatchObject({ fence: turn.fence, attempt: 1 });
    expect(interaction.workerId).toMatch(/^.+:\d+:[0-9a-f]{6}$/);
    const agoMs = before - Number(interaction.startedAt);
    expect(agoMs).toBeGreaterThan(50_000);
    expect(agoMs).toBeLessThan(70_000);
  });

  it('leaves behind why an attempt failed, and by whom', async () => {
    const due = await conversation(['Hi']);
    const turn = await begun(due);
    await store.release(turn, 0, 'no model answers');
    const [entry] = await database.source.manager.findBy(AuditEntryEntity, {
      tenantId: due.tenantId,
      conversationId: due.conversationId,
    });
    expect(entry).toMatchObject({
      action: 'turn.failed',
      messageId: turn.unanswered[0]?.id,
      detail: { attempt: 1, error: 'no model answers' },
    });
    expect(entry?.actor).toMatch(/^worker:/);
  });

  it('hands over to a human together with the messages that arrived meanwhile', async () => {
    const due = await conversation(['Let me talk to somebody']);
    const turn = await begun(due);
    await receive(due, 'Please');
    await store.commit(turn, { ...answer, handoffReason: 'customer_asked' }, record);
    expect(await stored(due)).toMatchObject({
      status: 'handoff',
      handoffReason: 'customer_asked',
      dueAt: null,
      answeredSequence: 2,
    });
    expect(await statesOf(due)).toEqual(['completed', 'handed_off']);
  });

  it('hands over what is being admitted at that very moment too', async () => {
    const due = await conversation(['Let me talk to somebody']);
    const turn = await begun(due);
    await receiveBefore(due, 'Please', () =>
      store.commit(turn, { ...answer, handoffReason: 'customer_asked' }, record),
    );
    expect(await statesOf(due)).toEqual(['completed', 'handed_off']);
  });

  it('hands over nothing and answers nothing, or both', async () => {
    const due = await conversation(['Let me talk to somebody']);
    const turn = await begun(due);
    await receive(due, 'Please');
    await database.source.query(
      `ALTER TABLE message ADD CONSTRAINT broken CHECK (state <> 'handed_off') NOT VALID`,
    );
    try {
      const handoff = { ...answer, handoffReason: 'customer_asked' as const };
      await expect(store.commit(turn, handoff, record)).rejects.toThrow('broken');
    } finally {
      await database.source.query('ALTER TABLE message DROP CONSTRAINT broken');
    }
    expect(await stored(due)).toMatchObject({ status: 'bot' });
    expect(await statesOf(due)).toEqual(['received', 'received']);
    expect(await replies(due)).toEqual([]);
  });

  it('claims its delivery with the commit, unless an earlier reply is still on its way', async () => {
    const due = await conversation(['Hi']);
    const first = await store.commit(await begun(due), answer, record);
    await receive(due, 'And then?');
    const second = await store.commit(await begun(due), answer, record);
    expect(first?.delivery).toBeDefined();
    expect(second?.delivery).toBeUndefined();
    const { tenantId, conversationId } = due;
    const outbox = await database.source.manager.find(OutboxDeliveryEntity, {
      where: { tenantId, conversationId },
      order: { sequence: 'ASC' },
    });
    expect(outbox.map(({ state }) => state)).toEqual(['sending', 'pending']);
  });

  it.each(deliveryGuarantees)(
    'sends its reply under the channel’s guarantee: %s',
    async (guarantee) => {
      const { tenantId } = channel;
      await database.source.manager.update(
        ChannelEntity,
        { tenantId },
        { deliveryGuarantee: guarantee },
      );
      const due = await conversation(['Hi']);
      const committed = await store.commit(await begun(due), answer, record);
      expect(committed?.delivery).toMatchObject({ guarantee, attempts: 1 });
      const { conversationId } = due;
      const where = { tenantId, conversationId };
      const stored = await database.source.manager.findOneByOrFail(OutboxDeliveryEntity, where);
      expect(stored).toMatchObject({ guarantee, ambiguousAttempts: 0, history: [] });
    },
  );

  it('is found by the sweeper when nobody works on it, and only then', async () => {
    const due = await conversation(['Hi']);
    const overdue = async (): Promise<boolean> =>
      (await store.overdue(0, 1000)).some(
        ({ conversationId }) => conversationId === due.conversationId,
      );
    expect(await overdue()).toBe(true);
    const turn = await begun(due);
    expect(await overdue()).toBe(false);
    await store.release(turn, 0, 'failed');
    expect(await overdue()).toBe(true);
  });

  it('gives messages up without blocking the conversation', async () => {
    const due = await conversation(['poison']);
    await store.abandon(await begun(due), 'answer_failed');
    expect(await stored(due)).toMatchObject({
      status: 'handoff',
      answeredSequence: 1,
      dueAt: null,
    });
    expect(await store.begin(due)).toBeUndefined();
    const { tenantId, conversationId } = due;
    const given = { tenantId, conversationId };
    expect(await database.source.manager.findOneBy(MessageEntity, given)).toMatchObject({
      state: 'failed',
    });
    expect(await database.source.manager.findBy(AuditEntryEntity, given)).toMatchObject([
      { action: 'messages.given_up' },
    ]);
  });

  it('gives up on no message that is being admitted at that very moment: a human has it', async () => {
    const due = await conversation(['poison']);
    const turn = await begun(due);
    await receiveBefore(due, 'And now?', () => store.abandon(turn, 'answer_failed'));
    expect(await statesOf(due)).toEqual(['failed', 'handed_off']);
  });
});
