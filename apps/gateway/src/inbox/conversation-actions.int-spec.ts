import { OutboxDeliveryEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { eventually } from '../../../../test/support/eventually.js';
import { ShopFloor } from '../../test/shop-floor.js';
import { type Conversation } from './conversations.service.js';
import { type Message } from './message.resource.js';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.open();
});

afterAll(async () => {
  await floor[Symbol.asyncDispose]();
});

const act = (id: string, action: string, json: object = {}) =>
  floor.call<Conversation>(`/v1/conversations/${id}/${action}`, { json });

const conflict = { status: 409, body: { code: 'conflict', detail: 'the conversation is closed' } };

describe('handing a conversation off', () => {
  test('takes it from the bot: nothing is due, and a turn in the making is fenced off', async () => {
    const first = await floor.write('handoff', 'one');
    const second = await floor.write('handoff', 'two');
    const { conversationId } = first;
    await floor.hold(conversationId);
    const { fence } = await floor.conversation(conversationId);
    const { status, body } = await act(conversationId, 'handoff', { reason: 'angry' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: conversationId, status: 'handoff', handoffReason: 'angry' });
    expect(await floor.conversation(conversationId)).toMatchObject({
      fence: fence + 1,
      owner: null,
      leaseUntil: null,
      dueAt: null,
      answeredSequence: 2,
      turnAttempts: 0,
    });
    expect(await floor.states(first, second)).toEqual(['handed_off', 'handed_off']);
  });

  test('is written down: who, why, and which messages', async () => {
    const { conversationId, messageId } = await floor.write('audited', 'one');
    await act(conversationId, 'handoff', { reason: 'angry' });
    const [entry, ...more] = await floor.audit(conversationId);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      tenantId: floor.shop.tenantId,
      actor: expect.stringMatching(/^key:[0-9a-f-]{36}$/) as unknown,
      action: 'conversation.handed_off',
      detail: { reason: 'angry', messageIds: [messageId] },
    });
  });

  test('twice changes nothing the second time, and needs no body', async () => {
    const { conversationId } = await floor.write('twice', 'one');
    await act(conversationId, 'handoff', { reason: 'first' });
    const { status, body } = await floor.call(`/v1/conversations/${conversationId}/handoff`, {
      method: 'POST',
    });
    expect([status, body['handoffReason']]).toEqual([200, 'first']);
    expect(await floor.audit(conversationId)).toHaveLength(1);
  });
});

describe('returning a conversation', () => {
  test('gives later messages to the bot; the earlier ones stay the human’s', async () => {
    const earlier = await floor.write('returned', 'one');
    const { conversationId } = earlier;
    await act(conversationId, 'handoff');
    expect((await act(conversationId, 'return')).body).toMatchObject({
      status: 'bot',
      handoffReason: null,
    });
    expect((await floor.conversation(conversationId)).dueAt).toBeNull();
    const later = await floor.write('returned', 'two');
    expect(await floor.states(earlier, later)).toEqual(['handed_off', 'received']);
    expect((await floor.conversation(conversationId)).dueAt).not.toBeNull();
    const actions = (await floor.audit(conversationId)).map(({ action }) => action);
    expect(actions).toEqual(['conversation.handed_off', 'conversation.returned']);
  });

  test('changes nothing when the bot has it', async () => {
    const { conversationId } = await floor.write('bots', 'one');
    expect((await act(conversationId, 'return')).status).toBe(200);
    expect(await floor.audit(conversationId)).toEqual([]);
    expect((await floor.conversation(conversationId)).dueAt).not.toBeNull();
  });
});

describe('closing a conversation', () => {
  test('discards what is unanswered; the next message opens another one', async () => {
    const unanswered = await floor.write('closed', 'one');
    const { conversationId } = unanswered;
    const { fence } = await floor.conversation(conversationId);
    const { status, body } = await act(conversationId, 'close');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'closed', closedAt: expect.any(String) as unknown });
    expect(await floor.states(unanswered)).toEqual(['discarded']);
    expect((await floor.conversation(conversationId)).fence).toBe(fence + 1);
    const next = await floor.write('closed', 'two');
    expect(next.conversationId).not.toBe(conversationId);
  });

  test('is final', async () => {
    const { conversationId } = await floor.write('final', 'one');
    await act(conversationId, 'close');
    expect((await act(conversationId, 'close')).status).toBe(200);
    expect(await act(conversationId, 'handoff')).toMatchObject(conflict);
    expect(await act(conversationId, 'return')).toMatchObject(conflict);
    expect(await act(conversationId, 'replies', { text: 'hello' })).toMatchObject(conflict);
    expect(await floor.audit(conversationId)).toHaveLength(1);
  });
});

test.each([
  ['handoff', {}, 'handed_off'],
  ['close', {}, 'discarded'],
  ['replies', { text: 'Hello' }, 'handed_off'],
])('%s leaves no message behind that is admitted while it waits', async (action, json, state) => {
  const first = await floor.write(`late for ${action}`, 'one');
  const { source } = floor.database;
  const admission = source.createQueryRunner();
  await admission.startTransaction();
  const messageId = uuidv7();
  // As the admission of a message, which holds the conversation's row until it is committed.
  await admission.query(
    `WITH thread AS (
       UPDATE conversation SET last_sequence = last_sequence + 1,
         inbound_sequence = last_sequence + 1 WHERE id = $1 RETURNING *)
     INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author,
       provider_message_id, text, state)
     SELECT tenant_id, $2::uuid, id, channel_id, last_sequence, 'customer', $2::uuid::text, 'two',
       'received' FROM thread`,
    [first.conversationId, messageId],
  );
  const acting = act(first.conversationId, action, json);
  await eventually('the action waits', async () => {
    const waiting: unknown[] = await source.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return waiting.length > 0;
  });
  await admission.commitTransaction();
  await admission.release();
  expect((await acting).status).toBeLessThan(300);
  expect(await floor.states(first, { ...first, messageId })).toEqual([state, state]);
  expect((await floor.conversation(first.conversationId)).answeredSequence).toBe(2);
});

describe('an operator’s reply', () => {
  const reply = (id: string, text: string) =>
    floor.call<Message>(`/v1/conversations/${id}/replies`, { json: { text } });

  test('is a message on its way, and takes the conversation from the bot', async () => {
    const question = await floor.write('replied', 'Are you open?');
    const { conversationId } = question;
    await floor.hold(conversationId);
    const { fence } = await floor.conversation(conversationId);
    const { status, body } = await reply(conversationId, '  Yes, until six.  ');
    expect(status).toBe(201);
    expect(body).toMatchObject({
      conversationId,
      sequence: 2,
      direction: 'outbound',
      author: 'operator',
      text: 'Yes, until six.',
      inReplyTo: [],
      sources: [],
      delivery: { state: 'pending', attempts: 0 },
    });
    expect(await floor.conversation(conversationId)).toMatchObject({
      status: 'handoff',
      handoffReason: 'operator_replied',
      fence: fence + 1,
      owner: null,
      dueAt: null,
    });
    expect(await floor.states(question)).toEqual(['handed_off']);
    const outbox = await floor.database.source.manager.findOneByOrFail(OutboxDeliveryEntity, {
      replyId: body.id,
    });
    expect(outbox).toMatchObject({
      sequence: 2,
      guarantee: 'exactly_once',
      payload: { inReplyTo: [], sources: [], confidence: 1, handoff: true },
    });
    const entries = await floor.audit(conversationId);
    expect(entries.map(({ action, messageId }) => [action, messageId]).sort()).toEqual([
      ['conversation.handed_off', null],
      ['conversation.replied', body.id],
    ]);
  });

  test('keeps the reason for which a human has the conversation already', async () => {
    const { conversationId } = await floor.write('humans', 'one');
    await act(conversationId, 'handoff', { reason: 'angry' });
    const { fence } = await floor.conversation(conversationId);
    expect((await reply(conversationId, 'Sorry!')).status).toBe(201);
    expect(await floor.conversation(conversationId)).toMatchObject({
      handoffReason: 'angry',
      fence,
    });
  });

  test('is sent once when the operator clicks twice', async () => {
    const { conversationId } = await floor.write('double click', 'one');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => reply(conversationId, 'Hello')),
    );
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await reply(conversationId, 'Anything else?')).status).toBe(201);
    const path = `/v1/conversations/${conversationId}/replies`;
    const again = { json: { text: 'Hello' }, headers: { 'idempotency-key': 'meant twice' } };
    expect((await floor.call(path, again)).status).toBe(201);
    expect((await floor.conversation(conversationId)).lastSequence).toBe(4);
  });

  test('goes through without Redis', async () => {
    await using lonely = await ShopFloor.open({ REDIS_URL: 'redis://127.0.0.1:1' });
    const { conversationId } = await lonely.write('lonely', 'one');
    const path = `/v1/conversations/${conversationId}/replies`;
    expect((await lonely.call(path, { json: { text: 'Hello' } })).status).toBe(201);
  });

  test.each([{ text: ' ' }, { text: 'x'.repeat(4001) }, { text: 'a\u0000' }, {}])(
    'is refused when it is malformed',
    async (json) => {
      const { conversationId } = await floor.write('malformed', JSON.stringify(json));
      const answer = await floor.call(`/v1/conversations/${conversationId}/replies`, { json });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: '/text' }] } });
    },
  );
});

describe.each(['handoff', 'return', 'close', 'replies'])('%s', (action) => {
  test('is for operators, within their tenant', async () => {
    const { conversationId } = await floor.write('walls', action);
    const path = `/v1/conversations/${conversationId}/${action}`;
    const json = action === 'replies' ? { text: 'hello' } : {};
    const { shops } = floor;
    const statuses = [];
    for (const key of [shops.ours.viewer, shops.theirs.operator, shops.theirs.owner]) {
      statuses.push((await floor.call(path, { json, key })).status);
    }
    expect(statuses).toEqual([403, 404, 404]);
    expect(await floor.audit(conversationId)).toEqual([]);
  });
});
