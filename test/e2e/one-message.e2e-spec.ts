import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type ReceivedReply } from '../support/receiver.js';
import { Suite } from '../support/suite.js';

interface Interaction {
  model: string;
  confidence: number;
  sources: { externalId?: string }[];
  sql: { count: number };
  cache: { hits: number; misses: number };
}

describe('one customer message, end to end', () => {
  let suite: Suite;
  const answer = (messageId: string): Promise<ReceivedReply> =>
    eventually(`an answer to ${messageId}`, () => suite.receiver.answersTo(messageId)[0]);

  beforeAll(async () => {
    suite = await Suite.start({ EMBEDDINGS_MODEL: 'builtin' }, { workers: 2, catalogs: 2 });
    await suite.embedded();
  }, 120_000);
  afterAll(async () => suite?.[Symbol.asyncDispose]());

  it('is accepted at once and answered within 3 seconds from the shop’s own knowledge', async () => {
    const postedAt = performance.now();
    const { response, messageId } = await suite.post('Are you open on Saturdays?', {
      from: 'asha',
    });
    expect(response.status).toBe(202);
    const reply = await answer(messageId);
    expect(reply.receivedAt - postedAt).toBeLessThan(3_000);
    expect(reply).toMatchObject({ type: 'reply', to: 'asha', handoff: false, sequence: 2 });
    expect(reply.sources.map(({ externalId }) => externalId)).toContain('opening-hours');
    expect(reply.text).toMatch(/Saturday/);
  });

  it('leaves an interaction that says what the answer cost', async () => {
    const { messageId } = await suite.post('Can I pay with a Visa card?', { from: 'visa' });
    const { conversationId } = await answer(messageId);
    const { items } = await suite.get<{ items: Interaction[] }>(
      `/v1/conversations/${conversationId}/interactions`,
    );
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      model: 'builtin',
      sources: [{ externalId: 'payment-methods' }],
    });
    // Begin, search (ranking and loading), commit.
    expect(items[0]?.sql.count).toBeGreaterThanOrEqual(3);
    expect(items[0]?.sql.count).toBeLessThanOrEqual(6);
  });

  it('costs two statements when somebody has asked the same before', async () => {
    const question = 'How long is the guarantee on the battery?';
    const costs: [sql: number, hits: number, misses: number][] = [];
    for (const from of ['first', 'second']) {
      const { messageId } = await suite.post(question, { from });
      const { conversationId } = await answer(messageId);
      const { items } = await suite.get<{ items: Interaction[] }>(
        `/v1/conversations/${conversationId}/interactions`,
      );
      const { sql, cache } = items[0] ?? { sql: { count: 0 }, cache: { hits: 0, misses: 0 } };
      costs.push([sql.count, cache.hits, cache.misses]);
    }
    expect(costs[0]?.[2]).toBeGreaterThan(0);
    // Begin and commit; what the question finds and each item of it are known.
    expect(costs[1]).toEqual([2, expect.any(Number), 0]);
    expect(costs[1]?.[1]).toBeGreaterThan(1);
  });

  it('answers with the new price once the shop has changed it', async () => {
    const priceIn = async (from: string): Promise<string> => {
      const { messageId } = await suite.post('What does the Umeme Trail cost?', { from });
      return (await answer(messageId)).text;
    };
    const before = await priceIn('early');
    const { items } = await suite.get<{ items: { id: string; externalId: string }[] }>(
      '/v1/products?limit=200',
    );
    const bike = items.find(({ externalId }) => externalId === 'umeme-trail');
    const changed = await fetch(`${suite.gatewayUrl}/v1/products/${bike?.id}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${suite.demo.ownerKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ price: { amountMinor: 12_345_600, currency: 'KES' } }),
    });
    expect(changed.status).toBe(200);
    expect(before).not.toContain('KES 123,456.00');
    expect(await priceIn('late')).toContain('KES 123,456.00');
  });

  it('is stored and answered once, however often it is delivered', async () => {
    const deliveries = await Promise.all(
      Array.from({ length: 20 }, () =>
        suite.post('Do you buy used bikes?', { from: 'twice', messageId: 'again' }),
      ),
    );
    expect(deliveries.map(({ response }) => response.ok)).not.toContain(false);
    await answer('again');
    const later = await suite.post('Do you buy used bikes?', { from: 'twice', messageId: 'again' });
    expect(later.response.ok).toBe(true);
    // A message sent afterwards is answered afterwards: whatever the duplicates caused came before.
    const { messageId } = await suite.post('Thank you!', { from: 'twice' });
    await answer(messageId);
    expect(suite.receiver.answersTo('again')).toHaveLength(1);
    const [{ count } = { count: 0 }]: { count: number }[] = await suite.database.query(
      `SELECT count(*)::int FROM message WHERE provider_message_id = 'again'`,
    );
    expect(count).toBe(1);
  });

  it('is answered together with the others of its burst, in order', async () => {
    const texts = ['Hi', 'I have a question', 'Are you open on Saturdays?'];
    const ids: string[] = [];
    for (const text of texts) ids.push((await suite.post(text, { from: 'burst' })).messageId);
    const reply = await answer(ids[0] ?? '');
    expect(reply.inReplyTo).toEqual(ids);
  });

  it('is met with an honest answer and no source when the shop does not know', async () => {
    const { messageId } = await suite.post('What is the boiling point of tungsten?', {
      from: 'odd',
    });
    const reply = await answer(messageId);
    expect(reply.sources).toEqual([]);
    expect(reply.text).toContain('could not find');
  });

  it('is handed to a human when the customer asks for one, and the agent is silent from then on', async () => {
    const { messageId } = await suite.post('I want to talk to a human', { from: 'human' });
    const reply = await answer(messageId);
    expect(reply.handoff).toBe(true);
    const later = await suite.post('Are you open on Saturdays?', { from: 'human' });
    expect(later.response.status).toBe(202);
    const { items } = await suite.get<{ items: { id: string; status: string }[] }>(
      '/v1/conversations?status=handoff',
    );
    expect(items.map(({ id }) => id)).toContain(reply.conversationId);
    const states: { state: string }[] = await suite.database.query(
      'SELECT state FROM message WHERE provider_message_id = $1',
      [later.messageId],
    );
    expect(states).toEqual([{ state: 'handed_off' }]);
  });

  it('keeps one trace id through every service’s log', async () => {
    const { messageId } = await suite.post('Are you open on Sundays?', { from: 'trace' });
    const { conversationId } = await answer(messageId);
    const rows: { trace_id: string }[] = await suite.database.query(
      'SELECT trace_id FROM interaction WHERE conversation_id = $1',
      [conversationId],
    );
    expect(rows[0]?.trace_id).toMatch(/^[0-9a-f]{32}$/);
  });
});
