import { ChannelEntity, ConversationEntity } from '#persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { insertReply } from '../../test/replies.js';
import { type Answer, RunningGateway } from '../../test/running-gateway.js';
import { createShop } from '../../test/two-shops.js';

let database: TestDatabase;
let gateway: RunningGateway;
let tenantId: string;
let channelId: string;
let sessionId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  ({ tenantId } = await createShop(database.source, gateway.environment.ENCRYPTION_KEYS));
  channelId = uuidv7();
  const channel = { tenantId, id: channelId, kind: 'web_chat', name: 'Site' } as const;
  await database.source.manager.insert(ChannelEntity, channel);
});

beforeEach(() => {
  sessionId = uuidv7();
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

interface Admitted {
  messageId: string;
  duplicate: boolean;
}

const say = (messageId: string, text = 'Hello', channel = channelId): Promise<Answer<Admitted>> =>
  gateway.call<Admitted>(`/v1/chat/${channel}/messages`, { json: { sessionId, messageId, text } });

const openConversation = (): Promise<ConversationEntity> =>
  database.source
    .getRepository(ConversationEntity)
    .createQueryBuilder('conversation')
    .innerJoin('customer_identity', 'identity', 'identity.customer_id = conversation.customer_id')
    .where('identity.external_id = :sessionId', { sessionId })
    .andWhere(`conversation.status <> 'closed'`)
    .getOneOrFail();

const reply = async (text: string): Promise<string> =>
  insertReply(database.source, await openConversation(), { text, answers: [] });

describe('a chat message', () => {
  test('is stored once, however often it is sent', async () => {
    const first = await say('1');
    expect(first).toMatchObject({ status: 202, body: { duplicate: false } });
    expect(await say('1')).toMatchObject({ status: 202, body: { ...first.body, duplicate: true } });
  });

  test('has an id of its session only', async () => {
    await say('1');
    sessionId = uuidv7();
    expect(await say('1')).toMatchObject({ body: { duplicate: false } });
  });

  test('needs a channel that is a web chat', async () => {
    expect(await say('1', 'Hello', uuidv7())).toMatchObject({ status: 404 });
    const webhook = await database.source
      .getRepository(ChannelEntity)
      .findOneByOrFail({ tenantId, kind: 'webhook' });
    expect(await say('1', 'Hello', webhook.id)).toMatchObject({ status: 404 });
  });

  test.each([
    [{ messageId: '1', text: 'Hello' }, '/sessionId'],
    [{ sessionId: 's', text: 'Hello' }, '/messageId'],
    [{ sessionId: 's', messageId: '1', text: '' }, '/text'],
  ])('%j is malformed, and the field named', async (json, field) => {
    const answer = await gateway.call(`/v1/chat/${channelId}/messages`, { json });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });

  test('may be sent by a page of any site', async () => {
    const headers = {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const path = `/v1/chat/${channelId}/messages`;
    const preflight = await gateway.fetch(path, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(headers.origin);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
    const refused = await gateway.call(path, { json: {}, headers: { origin: headers.origin } });
    expect(refused.status).toBe(400);
    expect(refused.headers.get('access-control-allow-origin')).toBe(headers.origin);
    expect(refused.headers.get('vary')).toContain('Origin');
    const elsewhere = await gateway.fetch('/v1/agent', { headers });
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
  });
});

interface Event {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

/** What a browser's EventSource would have received. */
class EventStream {
  readonly events: Event[] = [];
  ended = false;
  private readonly abort = new AbortController();

  static async open(lastEventId?: string): Promise<EventStream> {
    const stream = new EventStream();
    const path = `/v1/chat/${channelId}/stream?sessionId=${sessionId}`;
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const response = await gateway.fetch(path, { headers, signal: stream.abort.signal });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    void stream.read(response.body as ReadableStream<Uint8Array>).catch(() => undefined);
    streams.push(stream);
    return stream;
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
    this.ended = true;
  }

  private take(block: string): void {
    const lines = block.split('\n').map((line) => /^(\w+): (.*)$/.exec(line) ?? []);
    const fields = Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]));
    const { event, id = '', data = '{}' } = fields;
    if (event === undefined) return;
    this.events.push({ event, id, data: JSON.parse(data) as Record<string, unknown> });
  }
}

let streams: EventStream[] = [];

afterEach(() => {
  for (const stream of streams) stream.close();
  streams = [];
});

describe('the stream', () => {
  test('brings replies as they are decided, in order', async () => {
    const stream = await EventStream.open();
    await say('1');
    const replyId = await reply('Hi there.');
    await say('2');
    await reply('Anything else?');
    await eventually('two replies', () => stream.events.length === 2);
    expect(stream.events).toMatchObject([
      {
        event: 'reply',
        id: '2',
        data: { replyId, text: 'Hi there.', sequence: 2, sources: [{ title: 'Delivery' }] },
      },
      { event: 'reply', id: '4', data: { text: 'Anything else?', sequence: 4 } },
    ]);
  });

  test('goes on after the last reply the browser has', async () => {
    await say('1');
    await reply('first');
    await reply('second');
    const stream = await EventStream.open('2');
    await eventually('the second reply', () => stream.events.length === 1);
    expect(stream.events[0]?.data['text']).toBe('second');
  });

  test('moves to the next conversation when one is closed', async () => {
    await say('1');
    await reply('in the first');
    const stream = await EventStream.open();
    await eventually('the first reply', () => stream.events.length === 1);
    const { id } = await openConversation();
    const closed = {
      status: 'closed',
      closedAt: new Date(),
      dueAt: null,
      firstDueAt: null,
    } as const;
    await database.source.manager.update(ConversationEntity, { tenantId, id }, closed);
    await say('2');
    await reply('in the second');
    await eventually('the second reply', () => stream.events.length === 2);
    expect(stream.events[1]).toMatchObject({ id: '2', data: { text: 'in the second' } });
  });

  test('shows nothing of other sessions', async () => {
    await say('1');
    await reply('secret');
    sessionId = uuidv7();
    const stream = await EventStream.open();
    await say('1');
    await reply('ours');
    await eventually('our reply', () => stream.events.length === 1);
    expect(stream.events[0]?.data['text']).toBe('ours');
  });

  test('needs a known channel and a session', async () => {
    const unknown = await gateway.call(`/v1/chat/${uuidv7()}/stream?sessionId=1`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const anonymous = await gateway.call(`/v1/chat/${channelId}/stream`);
    expect(anonymous).toMatchObject({ status: 400, body: { errors: [{ field: 'sessionId' }] } });
  });

  test('tells when the next reply is being written, and when no longer', async () => {
    await say('1');
    await reply('A moment.');
    await say('2');
    const stream = await EventStream.open('2');
    const { id } = await openConversation();
    const lease = (seconds: number): Promise<unknown> =>
      database.source.query(
        `UPDATE conversation SET owner = 'worker',
           lease_until = clock_timestamp() + make_interval(secs => $3)
         WHERE tenant_id = $1 AND id = $2`,
        [tenantId, id, seconds],
      );
    await lease(60);
    await eventually('typing', () => stream.events.length === 1);
    // A worker that died writes nothing any more.
    await lease(-1);
    await eventually('the end of typing', () => stream.events.length === 2);
    expect(stream.events).toEqual([
      { event: 'typing', id: '2', data: { typing: true } },
      { event: 'typing', id: '2', data: { typing: false } },
    ]);
  });

  test('ends when the gateway shuts down, and does not hold it up', async () => {
    const other = await RunningGateway.start({
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
    });
    const ours = gateway;
    gateway = other;
    try {
      const stream = await EventStream.open();
      const started = performance.now();
      await other[Symbol.asyncDispose]();
      expect(performance.now() - started).toBeLessThan(5000);
      await eventually('the end of the stream', () => stream.ended);
    } finally {
      gateway = ours;
    }
  });
});
