import { MessageEntity } from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';
import { Chains, minutesAgo } from '../../test/chains.js';
import { type Finding, reconcile, type Reconciliation } from './reconcile.js';

const encryptionKeys = [`test:${Buffer.alloc(32, 1).toString('base64')}`];

let database: TestDatabase;
let chains: Chains;

beforeAll(async () => {
  database = await createTestDatabase();
  // What these forbid must be found all the same, should a restore have lost them.
  await database.source.query(`
    ALTER TABLE message_answer DROP CONSTRAINT message_answer_pkey,
      DROP CONSTRAINT message_answer_reply`);
});

beforeEach(async () => {
  chains = new Chains(
    database.source,
    await createTenantWithChannel(database.source, { encryptionKeys }),
  );
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

const look = (batchSize?: number): Promise<Reconciliation> =>
  reconcile(
    database.source,
    { from: minutesAgo(600), to: minutesAgo(-1), tenant: chains.tenantId },
    batchSize,
  );

const findings = async (): Promise<Pick<Finding, 'kind' | 'messageId'>[]> =>
  (await look()).findings.map(({ kind, messageId }) => ({ kind, messageId }));

describe('a healthy tenant', () => {
  /** Of every kind that is as it should be. */
  const healthy = async (): Promise<void> => {
    const answered = await chains.conversation();
    const first = await chains.inbound(answered, 1);
    const second = await chains.inbound(answered, 2);
    await chains.reply(answered, 3, [first, second]);
    await chains.reply(answered, 5, [await chains.inbound(answered, 4)]);
    const waiting = { answeredSequence: 0, firstDueAt: minutesAgo(1), dueAt: minutesAgo(1) };
    await chains.inbound(await chains.conversation(waiting), 1, { state: 'received' });
    const lease = { owner: 'worker-1', leaseUntil: minutesAgo(-1) };
    const held = { answeredSequence: 0, firstDueAt: minutesAgo(9), dueAt: minutesAgo(9), ...lease };
    await chains.inbound(await chains.conversation(held), 1, { state: 'received' });
    const human = await chains.conversation({ status: 'handoff' });
    await chains.inbound(human, 1, { state: 'handed_off' });
    await chains.inbound(human, 2, { state: 'failed' });
    const replayed = await chains.conversation();
    const formerReplyId = await chains.reply(replayed, 2, []);
    await chains.audit(replayed, 'message.replayed', { formerReplyId });
    await chains.reply(replayed, 4, [await chains.inbound(replayed, 3)]);
  };

  test('has no findings', async () => {
    await healthy();
    expect(await look()).toEqual({ scanned: 12, findings: [] });
  });

  test('is scanned whole whatever the size of a batch', async () => {
    await healthy();
    expect(await look(5)).toEqual({ scanned: 12, findings: [] });
  });
});

describe('what is found', () => {
  test('a completed message without an answer', async () => {
    const messageId = await chains.inbound(await chains.conversation(), 1);
    expect(await findings()).toEqual([{ kind: 'completed_without_answer', messageId }]);
  });

  test('an answer whose reply is gone', async () => {
    const thread = await chains.conversation();
    const messageId = await chains.inbound(thread, 1);
    const replyId = await chains.reply(thread, 2, [messageId]);
    await database.source.manager.delete(MessageEntity, { id: replyId });
    expect(await findings()).toEqual([{ kind: 'answer_without_reply', messageId }]);
  });

  test('a reply that nobody will deliver', async () => {
    const thread = await chains.conversation();
    const messageId = await chains.reply(thread, 2, [await chains.inbound(thread, 1)], null);
    expect(await findings()).toEqual([{ kind: 'reply_without_delivery', messageId }]);
  });

  test('a reply to nothing', async () => {
    const messageId = await chains.reply(await chains.conversation(), 2, []);
    expect(await findings()).toEqual([{ kind: 'reply_to_nothing', messageId }]);
  });

  test('a message that nobody answers, due or not', async () => {
    const due = { answeredSequence: 0, firstDueAt: minutesAgo(6), dueAt: minutesAgo(6) };
    const dead = { owner: 'worker-1', leaseUntil: minutesAgo(1) };
    const first = await chains.conversation({ ...due, ...dead });
    const overdue = await chains.inbound(first, 1, { state: 'received' });
    const old = { state: 'received', createdAt: minutesAgo(6) } as const;
    const forgotten = await chains.inbound(await chains.conversation(), 1, old);
    expect(await findings()).toEqual([
      { kind: 'overdue', messageId: overdue },
      { kind: 'overdue', messageId: forgotten },
    ]);
  });

  test('two replies to one message', async () => {
    const thread = await chains.conversation();
    const messageId = await chains.inbound(thread, 1);
    await chains.reply(thread, 2, [messageId]);
    const second = await chains.reply(thread, 3, [messageId]);
    expect(await findings()).toEqual([
      { kind: 'answered_twice', messageId },
      { kind: 'out_of_order', messageId: second },
    ]);
  });

  test('replies in another order than their messages, or before them', async () => {
    const swapped = await chains.conversation();
    const first = await chains.inbound(swapped, 1);
    const second = await chains.inbound(swapped, 2);
    await chains.reply(swapped, 3, [second]);
    const late = await chains.reply(swapped, 4, [first]);
    const thread = await chains.conversation();
    const early = await chains.reply(thread, 1, [await chains.inbound(thread, 2)]);
    expect(await findings()).toEqual([
      { kind: 'out_of_order', messageId: late },
      { kind: 'out_of_order', messageId: early },
    ]);
  });

  test.each(['pending', 'ambiguous'] as const)('a delivery that is %s for long', async (state) => {
    const thread = await chains.conversation();
    const open = { state, deliveredAt: null };
    const reply = async (sequence: number, createdAt: Date): Promise<string> =>
      chains.reply(thread, sequence, [await chains.inbound(thread, sequence - 1)], {
        ...open,
        createdAt,
      });
    const stuck = await reply(2, minutesAgo(61));
    await reply(4, minutesAgo(59));
    expect(await findings()).toEqual([{ kind: 'delivery_stuck', messageId: stuck }]);
  });

  test('messages that a human or nobody has, and that are waiting all the same', async () => {
    const received = { state: 'received' } as const;
    const handedOff = await chains.conversation({ status: 'handoff' });
    const first = await chains.inbound(handedOff, 1, received);
    const closed = await chains.conversation({ status: 'closed', closedAt: new Date() });
    const second = await chains.inbound(closed, 1, received);
    expect(await findings()).toEqual([
      { kind: 'left_behind', messageId: first },
      { kind: 'left_behind', messageId: second },
    ]);
  });

  test('is within the time and the tenant that was asked for', async () => {
    const messageId = await chains.inbound(await chains.conversation(), 1, {
      createdAt: minutesAgo(30),
    });
    const found = async (from: Date, to: Date, tenant?: string): Promise<string[]> =>
      (await reconcile(database.source, { from, to, tenant })).findings.map(
        (finding) => finding.messageId,
      );
    expect(await found(minutesAgo(31), minutesAgo(29))).toContain(messageId);
    expect(await found(minutesAgo(31), minutesAgo(29), chains.tenantId)).toEqual([messageId]);
    expect(await found(minutesAgo(29), new Date(), chains.tenantId)).toEqual([]);
    expect(await found(minutesAgo(60), minutesAgo(31), chains.tenantId)).toEqual([]);
  });
});
