import { type MessageAudit, type MessageProgress } from '#conversations';
import {
  InteractionEntity,
  MessageAnswerEntity,
  DeliveryReceiptEntity,
  OutboxDeliveryEntity,
} from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertReply } from '../../test/replies.js';
import { ShopFloor, type Written } from '../../test/shop-floor.js';
import { type Message } from '../inbox/message.resource.js';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.open();
});

afterAll(async () => {
  await floor[Symbol.asyncDispose]();
});

const state = async ({ messageId }: { messageId: string }): Promise<MessageProgress> => {
  const { status, body } = await floor.call<MessageProgress>(`/v1/messages/${messageId}/state`, {
    key: floor.shop.viewer,
  });
  expect(status).toBe(200);
  return body;
};

const audit = async ({ messageId }: { messageId: string }): Promise<MessageAudit> => {
  const { body } = await floor.call<MessageAudit>(`/v1/messages/${messageId}/audit`);
  return body;
};

/** As an agent-worker that answers with a record of the turn. */
const answer = async (...messages: Written[]): Promise<string> => {
  const { conversationId } = messages[0] as Written;
  const { source } = floor.database;
  const startedAt = new Date();
  const thread = await floor.conversation(conversationId);
  const answers = messages.map(({ messageId }) => messageId);
  const replyId = await insertReply(source, thread, { text: 'Yes.', answers });
  const turn = { workerId: 'worker-1', fence: 3, attempt: 2, startedAt };
  await source.manager.update(InteractionEntity, { replyId }, turn);
  return replyId;
};

const replay = (messageId: string, json?: object, key = floor.shop.operator) =>
  floor.call<MessageProgress & { detail?: string }>(`/v1/messages/${messageId}/replay`, {
    method: 'POST',
    json,
    key,
  });

describe('the state of a message', () => {
  test('is received until a worker holds its conversation, and processing as long as it does', async () => {
    const written = await floor.write('waiting', 'one');
    const { messageId, conversationId } = written;
    const waiting = { messageId, conversationId, replyId: null, delivery: null };
    expect(await state(written)).toMatchObject({ ...waiting, state: 'received', attempts: 0 });
    await floor.hold(conversationId, 'worker-7');
    expect(await state(written)).toMatchObject({
      ...waiting,
      state: 'processing',
      workerId: 'worker-7',
      attempts: 1,
    });
    await floor.hold(conversationId, 'worker-7', -1);
    expect(await state(written)).toMatchObject({ state: 'received', workerId: null, attempts: 2 });
  });

  test('is completed with its reply, who made it, and its delivery', async () => {
    const first = await floor.write('answered', 'one');
    const second = await floor.write('answered', 'two');
    const replyId = await answer(first, second);
    const delivery = {
      ...{ state: 'delivered', attempts: 1, lastError: null, nextAttemptAt: null },
      providerStatus: null,
    };
    for (const written of [first, second]) {
      expect(await state(written)).toMatchObject({
        state: 'completed',
        replyId,
        workerId: 'worker-1',
        attempts: 2,
        delivery,
      });
    }
    expect(await state({ messageId: replyId })).toMatchObject({
      state: 'completed',
      replyId: null,
      delivery,
    });
  });

  test('tells of a reply that waits why it does and when it is tried again, as its conversation does', async () => {
    const written = await floor.write('waits', 'one');
    const replyId = await answer(written);
    const nextAttemptAt = new Date(Date.now() + 60_000);
    await floor.database.source.manager.update(
      OutboxDeliveryEntity,
      { replyId },
      { state: 'pending', deliveredAt: null, lastError: 'slow down', nextAttemptAt },
    );
    const delivery = {
      ...{ state: 'pending', attempts: 1, lastError: 'slow down', deliveredAt: null },
      providerStatus: null,
      nextAttemptAt: nextAttemptAt.toISOString(),
    };
    expect((await state(written)).delivery).toEqual(delivery);
    const { body } = await floor.call<{ items: Message[] }>(
      `/v1/conversations/${written.conversationId}/messages`,
    );
    expect(body.items.find(({ id }) => id === replyId)?.delivery).toEqual(delivery);
  });

  test('tells what the provider says of a reply: what it says of the part that is least far', async () => {
    const written = await floor.write('reported', 'one');
    const replyId = await answer(written);
    const { manager } = floor.database.source;
    const { id: deliveryId, tenantId } = await manager.findOneByOrFail(OutboxDeliveryEntity, {
      replyId,
    });
    await manager.insert(
      DeliveryReceiptEntity,
      (['read', 'delivered'] as const).map((status, index) => ({
        ...{ tenantId, deliveryId, part: index + 1, parts: 2, status },
      })),
    );
    expect((await state(written)).delivery).toMatchObject({ providerStatus: 'delivered' });
    const { body } = await floor.call<{ items: Message[] }>(
      `/v1/conversations/${written.conversationId}/messages`,
    );
    expect(body.items.find(({ id }) => id === replyId)?.delivery).toMatchObject({
      providerStatus: 'delivered',
    });
  });

  test('is what an operator has made of it, since they did', async () => {
    const handedOff = await floor.write('handed off', 'one');
    const path = `/v1/conversations/${handedOff.conversationId}`;
    await floor.call(`${path}/handoff`, { json: {} });
    const [entry] = await floor.audit(handedOff.conversationId);
    expect(await state(handedOff)).toMatchObject({
      state: 'handed_off',
      since: entry?.at.toISOString(),
    });
    const discarded = await floor.write('discarded', 'one');
    await floor.call(`/v1/conversations/${discarded.conversationId}/close`, { json: {} });
    expect(await state(discarded)).toMatchObject({ state: 'discarded' });
  });
});

describe('the audit of a message', () => {
  test('tells its whole way in order: who received, answered and delivered it', async () => {
    const first = await floor.write('audited', 'one');
    const second = await floor.write('audited', 'two');
    const replyId = await answer(first, second);
    const at = new Date(Date.now() + 1000);
    const history = [
      { at: at.toISOString(), by: 'worker-1', outcome: 'not_sent' as const, error: 'refused' },
      { at: at.toISOString(), by: 'worker-2', outcome: 'delivered' as const },
    ];
    const changes = { history, deliveredAt: at };
    await floor.database.source.manager.update(OutboxDeliveryEntity, { replyId }, changes);
    const { state: now, entries } = await audit(first);
    expect(now).toBe('completed');
    expect(entries.map(({ step, by }) => [step, by])).toEqual([
      ['received', `channel:${floor.shop.channelId}`],
      ['turn', 'worker:worker-1'],
      ['replied', 'worker:worker-1'],
      ['delivery.attempted', 'worker:worker-1'],
      ['delivery.attempted', 'worker:worker-2'],
      ['delivery.delivered', 'worker:worker-2'],
    ]);
    expect(entries.map(({ detail }) => detail)).toMatchObject([
      { providerMessageId: 'audited: one', channelKind: 'webhook', sequence: 1 },
      { replyId, fence: 3, attempt: 2, model: 'builtin', confidence: 0.9 },
      { replyId, answers: [{ messageId: first.messageId }, { messageId: second.messageId }] },
      { attempt: 1, outcome: 'not_sent', error: 'refused' },
      { attempt: 2, outcome: 'delivered' },
      { guarantee: 'exactly_once' },
    ]);
    const times = entries.map((entry) => Date.parse(entry.at));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  test('tells what the provider said of the reply, and when it is tried again', async () => {
    const written = await floor.write('ledger', 'one');
    const replyId = await answer(written);
    const { manager } = floor.database.source;
    const { id: deliveryId, tenantId } = await manager.findOneByOrFail(OutboxDeliveryEntity, {
      replyId,
    });
    const nextAttemptAt = new Date(Date.now() + 60_000);
    const sentAt = new Date(Date.now() + 1000);
    await manager.insert(DeliveryReceiptEntity, {
      ...{ tenantId, deliveryId, part: 1, parts: 2, status: 'failed', sentAt },
      ...{ providerMessageId: 'wamid.1', error: 'no such number', failedAt: sentAt },
    });
    await manager.update(
      OutboxDeliveryEntity,
      { replyId },
      { state: 'pending', deliveredAt: null, lastError: 'slow down', nextAttemptAt },
    );
    const { entries } = await audit(written);
    expect(entries.slice(-3)).toMatchObject([
      { step: 'delivery.reported', by: 'provider', detail: { status: 'sent', part: 1, parts: 2 } },
      {
        step: 'delivery.reported',
        detail: { status: 'failed', error: 'no such number', providerMessageId: 'wamid.1' },
      },
      {
        step: 'delivery.due',
        at: nextAttemptAt.toISOString(),
        detail: { state: 'pending', attempts: 1, lastError: 'slow down' },
      },
    ]);
  });

  test('of one that is being answered ends with what is known', async () => {
    const written = await floor.write('open', 'one');
    await floor.hold(written.conversationId);
    const { state: now, entries } = await audit(written);
    expect([now, entries.map(({ step }) => step)]).toEqual(['processing', ['received']]);
  });

  test('tells of operators, but not of what they did after it was over', async () => {
    const written = await floor.write('operated', 'one');
    const path = `/v1/conversations/${written.conversationId}`;
    await floor.call(`${path}/handoff`, { json: { reason: 'angry' } });
    await floor.call(`${path}/return`, { json: {} });
    const { entries } = await audit(written);
    expect(entries.map(({ step }) => step)).toEqual(['received', 'conversation.handed_off']);
    expect(entries[1]).toMatchObject({
      by: expect.stringMatching(/^key:/) as unknown,
      detail: { reason: 'angry' },
    });
  });

  test('of an operator’s reply tells who wrote it', async () => {
    const { conversationId } = await floor.write('replied', 'one');
    const json = { text: 'Hello' };
    const { body } = await floor.call<Message>(`/v1/conversations/${conversationId}/replies`, {
      json,
    });
    const { entries } = await audit({ messageId: body.id });
    expect(entries.map(({ step }) => step)).toContain('conversation.replied');
    expect(entries.map(({ step }) => step)).toContain('replied');
  });
});

describe('replaying a message', () => {
  test('that was given up puts it last in its conversation, due at once for the bot', async () => {
    const failed = await floor.write('given up', 'one');
    const { conversationId, messageId } = failed;
    await floor.giveUp(conversationId);
    const later = await floor.write('given up', 'two');
    const { fence } = await floor.conversation(conversationId);
    const { status, body } = await replay(messageId);
    expect(status).toBe(202);
    expect(body).toMatchObject({ messageId, state: 'received', attempts: 0 });
    expect(await floor.states(failed, later)).toEqual(['received', 'handed_off']);
    expect((await floor.message(messageId)).sequence).toBe(3);
    const thread = await floor.conversation(conversationId);
    expect(thread).toMatchObject({
      status: 'bot',
      handoffReason: null,
      answeredSequence: 2,
      inboundSequence: 3,
      lastSequence: 3,
      fence: fence + 1,
    });
    expect(thread.dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
    const { entries } = await audit(failed);
    expect(entries.at(-1)).toMatchObject({
      step: 'message.replayed',
      detail: { formerState: 'failed', formerSequence: 1, sequence: 3 },
    });
  });

  test('takes a turn in the making back, so that it starts over with it', async () => {
    const failed = await floor.write('held', 'one');
    const { conversationId, messageId } = failed;
    await floor.giveUp(conversationId);
    await floor.call(`/v1/conversations/${conversationId}/return`, { json: {} });
    await floor.write('held', 'two');
    await floor.hold(conversationId);
    const { fence } = await floor.conversation(conversationId);
    expect((await replay(messageId)).status).toBe(202);
    expect(await floor.conversation(conversationId)).toMatchObject({
      owner: null,
      fence: fence + 1,
    });
  });

  test('ten times at once replays it once', async () => {
    const { conversationId, messageId } = await floor.write('impatient', 'one');
    await floor.giveUp(conversationId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => replay(messageId)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([202, ...Array<number>(9).fill(409)]);
    expect((await floor.conversation(conversationId)).lastSequence).toBe(2);
  });

  test('that was answered needs force, which forgets the answer but not the reply', async () => {
    const written = await floor.write('wrong answer', 'one');
    const { messageId } = written;
    const formerReplyId = await answer(written);
    const refused = await replay(messageId, { force: false });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toMatch(/force/);
    expect((await replay(messageId, { force: true })).status).toBe(202);
    const { manager } = floor.database.source;
    expect(await manager.countBy(MessageAnswerEntity, { messageId })).toBe(0);
    expect(await state(written)).toMatchObject({ state: 'received', replyId: null });
    const again = await answer(written);
    const { entries } = await audit(written);
    const replies = entries.filter(({ step }) => step === 'replied');
    expect(replies).toMatchObject([
      { detail: { replyId: formerReplyId, answers: [] } },
      { detail: { replyId: again, answers: [{ messageId }] } },
    ]);
  });

  test('that is forced is not forced again by a double click', async () => {
    const written = await floor.write('wrong answer', 'two');
    const { messageId } = written;
    await answer(written);
    expect((await replay(messageId, { force: true })).status).toBe(202);
    await answer(written);
    const again = await replay(messageId, { force: true });
    expect(again.status).toBe(409);
    expect(again.body.detail).toMatch(/5 seconds/);
    expect(await state(written)).toMatchObject({ state: 'completed' });
  });

  test('that a human has needs force', async () => {
    const { conversationId, messageId } = await floor.write('human', 'one');
    await floor.call(`/v1/conversations/${conversationId}/handoff`, { json: {} });
    expect((await replay(messageId)).status).toBe(409);
    expect((await replay(messageId, { force: true })).status).toBe(202);
  });

  test.each(['received', 'processing'])('that is %s is refused, forced or not', async (now) => {
    const { conversationId, messageId } = await floor.write(`still ${now}`, 'one');
    if (now === 'processing') await floor.hold(conversationId);
    expect((await replay(messageId)).status).toBe(409);
    expect((await replay(messageId, { force: true })).status).toBe(409);
  });

  test('is refused in a closed conversation, and for a reply', async () => {
    const written = await floor.write('over', 'one');
    const replyId = await answer(written);
    expect((await replay(replyId, { force: true })).status).toBe(422);
    await floor.call(`/v1/conversations/${written.conversationId}/close`, { json: {} });
    expect(await replay(written.messageId, { force: true })).toMatchObject({
      status: 409,
      body: { detail: 'the conversation is closed' },
    });
  });
});

test('dead letters are listed over all conversations, newest first, page by page', async () => {
  const failed = [];
  for (const customer of ['x', 'y', 'z']) {
    const written = await floor.write(`dead ${customer}`, 'one');
    await floor.giveUp(written.conversationId);
    failed.unshift(written);
  }
  const listed = await floor.gateway.all<Message>(
    `/v1/messages?state=failed`,
    floor.shop.viewer,
    2,
  );
  expect(listed.map(({ id }) => id)).toEqual(failed.map(({ messageId }) => messageId));
  expect(listed[0]).toMatchObject({ conversationId: failed[0]?.conversationId, state: 'failed' });
  expect((await floor.call('/v1/messages?state=lost')).status).toBe(400);
});

test('messages are their tenant’s: others meet a 404, viewers may not replay', async () => {
  const { messageId } = await floor.write('walls', 'one');
  const { theirs, ours } = floor.shops;
  for (const path of ['state', 'audit']) {
    const answered = await floor.call(`/v1/messages/${messageId}/${path}`, { key: theirs.owner });
    expect(answered.status).toBe(404);
  }
  expect((await replay(messageId, {}, theirs.owner)).status).toBe(404);
  expect((await replay(messageId, {}, ours.viewer)).status).toBe(403);
});
