import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { signedRequest } from '../support/signed-webhook.js';
import { Suite } from '../support/suite.js';
import { type ModelCall, ThinkingModel } from '../support/thinking-model.js';

const leaseMs = 3000;
const question = 'Are you open on Saturdays?';

describe('a turn while the model thinks', () => {
  let suite: Suite;
  let model: ThinkingModel;
  let customers = 0;

  beforeAll(async () => {
    model = await ThinkingModel.listen();
    suite = await Suite.start(
      {
        ...{ LLM_PROVIDER: 'openai-compatible', LLM_BASE_URL: model.baseUrl, LLM_MODEL: 'test' },
        ...{ TURN_WINDOW_MS: '100', LEASE_MS: String(leaseMs), LEASE_HEARTBEAT_MS: '1000' },
      },
      { workers: 2, gateways: 2 },
    );
  }, 60_000);
  afterAll(async () => {
    await suite?.[Symbol.asyncDispose]();
    await model?.[Symbol.asyncDispose]();
  });

  const nextCall = (after: number, withinMs?: number): Promise<ModelCall> =>
    eventually('a call to the model', () => model.calls[after], withinMs);

  /** A new customer asks, and the model thinks. */
  const thinking = async (): Promise<{
    from: string;
    messageId: string;
    conversationId: string;
    call: ModelCall;
  }> => {
    const from = `thinking-${++customers}`;
    const calls = model.calls.length;
    const { response, messageId } = await suite.post(question, { from });
    const { messageId: id } = (await response.json()) as { messageId: string };
    const call = await nextCall(calls);
    const { conversationId } = await suite.get<{ conversationId: string }>(
      `/v1/messages/${id}/state`,
    );
    return { from, messageId, conversationId, call };
  };

  const operate = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${suite.gatewayUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${suite.demo.operatorKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  const policy = async (newMessagePolicy: 'queue' | 'supersede'): Promise<void> => {
    const { id } = suite.demo.channels.webhook;
    await suite.database.query('UPDATE channel SET new_message_policy = $2 WHERE id = $1', [
      id,
      newMessagePolicy,
    ]);
  };

  const answersTo = (messageId: string): string[] =>
    suite.receiver.answersTo(messageId).map(({ text }) => text);

  it('is cut off within a second when a human takes over, and says nothing', async () => {
    const { conversationId, messageId, call } = await thinking();
    const takenOverAt = performance.now();
    const path = `/v1/conversations/${conversationId}`;
    expect((await operate('POST', `${path}/handoff`, { reason: 'mine' })).status).toBe(200);
    const abortedAt = await eventually('the call is cut off', () => call.abortedAt);
    expect(abortedAt - takenOverAt).toBeLessThan(1000);
    const reply = await operate('POST', `${path}/replies`, { text: 'I will see to it myself.' });
    expect(reply.status).toBe(201);
    await eventually('the reply of the human', () =>
      suite.receiver.replies.some(({ text }) => text === 'I will see to it myself.'),
    );
    expect(answersTo(messageId)).toEqual([]);
  });

  it('is cut off within a second when an operator releases its lock, and another answers', async () => {
    const { conversationId, messageId, call } = await thinking();
    const calls = model.calls.length;
    const releasedAt = performance.now();
    const path = `/v1/operations/locks/turn:${conversationId}`;
    const released = await operate('DELETE', `${path}?reason=stuck`);
    expect(released.status).toBe(200);
    const abortedAt = await eventually('the call is cut off', () => call.abortedAt);
    expect(abortedAt - releasedAt).toBeLessThan(1000);
    (await nextCall(calls)).answer('Yes, from nine to five.');
    await eventually('an answer', () => answersTo(messageId).length > 0);
    expect(answersTo(messageId)).toEqual(['Yes, from nine to five.']);
  });

  it('is begun again within its lease and a second when its worker is killed', async () => {
    const { messageId, conversationId } = await thinking();
    const calls = model.calls.length;
    const locks = await suite.get<{ items: { conversationId: string; workerId: string }[] }>(
      '/v1/operations/locks',
    );
    const lock = locks.items.find((held) => held.conversationId === conversationId);
    const pid = Number(lock?.workerId.split(':')[1]);
    const killedAt = performance.now();
    process.kill(pid, 'SIGKILL');
    const call = await nextCall(calls, leaseMs + 5000);
    expect(call.startedAt - killedAt).toBeLessThan(leaseMs + 1000);
    call.answer('Yes, on Saturdays too.');
    await eventually('an answer', () => answersTo(messageId).length > 0);
    expect(answersTo(messageId)).toEqual(['Yes, on Saturdays too.']);
    await suite.restart('agent-worker');
  }, 40_000);

  it('is followed by another for what arrived meanwhile, under `queue`', async () => {
    await policy('queue');
    const { from, messageId, call } = await thinking();
    const calls = model.calls.length;
    const { messageId: second } = await suite.post('How much does Puncture Repair cost?', { from });
    call.answer('First answer.');
    (await nextCall(calls)).answer('Second answer.');
    await eventually('the second answer', () => answersTo(second).length > 0);
    expect([answersTo(messageId), answersTo(second)]).toEqual([
      ['First answer.'],
      ['Second answer.'],
    ]);
  });

  it('starts over with what arrived meanwhile, under `supersede`', async () => {
    await policy('supersede');
    const { from, messageId, call } = await thinking();
    const calls = model.calls.length;
    const { messageId: second } = await suite.post('How much does Puncture Repair cost?', { from });
    await eventually('the first call is cut off', () => call.abortedAt);
    const both = await nextCall(calls);
    expect(both.prompt).toContain('How much does Puncture Repair cost?');
    both.answer('One answer to both.');
    const reply = await eventually('an answer', () => suite.receiver.answersTo(second)[0]);
    expect(reply.inReplyTo).toEqual([messageId, second]);
    expect(answersTo(messageId)).toEqual(['One answer to both.']);
    await policy('queue');
  });

  it('is the only one for a message that is delivered 1,000 times at once to two gateways', async () => {
    const { id, secret } = suite.demo.channels.webhook;
    const calls = model.calls.length;
    const inbound = { messageId: 'thousandfold', from: { id: 'thousandfold' }, text: question };
    const [first = '', second = ''] = suite.of('gateway').map(({ url }) => url);
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        const gateway = index % 2 === 0 ? first : second;
        const response = await fetch(
          `${gateway}/v1/webhooks/${id}`,
          signedRequest(secret, inbound),
        );
        return { status: response.status, ...((await response.json()) as { duplicate: boolean }) };
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(1000).fill(202));
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    (await nextCall(calls)).answer('Once.');
    await eventually('an answer', () => answersTo('thousandfold').length > 0);
    const [counts] = await suite.database.query<object[]>(
      `SELECT (SELECT count(*)::int FROM message WHERE conversation_id = conversation.id) AS messages,
         (SELECT count(*)::int FROM interaction WHERE conversation_id = conversation.id) AS turns
       FROM conversation JOIN customer_identity USING (tenant_id, customer_id)
       WHERE external_id = 'thousandfold'`,
    );
    expect(counts).toEqual({ messages: 2, turns: 1 });
    expect(answersTo('thousandfold')).toEqual(['Once.']);
    expect(model.calls).toHaveLength(calls + 1);
  }, 40_000);
});
