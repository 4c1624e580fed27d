import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { type Answer, RunningGateway } from '../../test/running-gateway.js';
import { createTwoShops, type TwoShops } from '../../test/two-shops.js';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';

const ourPage = 'https://shop.example';
const otherPage = 'https://evil.example';

interface OpenedSession {
  sessionId: string;
  token: string | null;
  expiresAt: string | null;
}

let database: TestDatabase;
let gateway: RunningGateway;
let shops: TwoShops;
let channelId: string;

const connect = async (settings: object): Promise<string> => {
  const json = { kind: 'web_chat', name: 'Site', settings };
  const { status, body } = await gateway.call<{ id: string }>('/v1/channels', {
    key: shops.ours.owner,
    json,
  });
  expect(status).toBe(201);
  return body.id;
};

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  shops = await createTwoShops(database.source, gateway.environment.ENCRYPTION_KEYS);
});

beforeEach(async () => {
  channelId = await connect({ signedSessions: true, allowedOrigins: [ourPage] });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const bearer = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

const openSession = async (token: string | null = null): Promise<OpenedSession> => {
  const path = `/v1/chat/${channelId}/sessions`;
  const call = { method: 'POST', headers: bearer(token) };
  const { status, body } = await gateway.call<OpenedSession>(path, call);
  expect(status).toBe(201);
  return body;
};

const say = (sessionId: string, token: string | null, page?: string): Promise<Answer<unknown>> =>
  gateway.call(`/v1/chat/${channelId}/messages`, {
    json: { sessionId, messageId: uuidv7(), text: 'Hello' },
    headers: { ...bearer(token), ...(page === undefined ? {} : { origin: page }) },
  });

const listen = async (sessionId: string, token: string | null): Promise<number> => {
  const aborted = new AbortController();
  const query = new URLSearchParams({ sessionId, ...(token === null ? {} : { token }) });
  const { status } = await gateway.fetch(`/v1/chat/${channelId}/stream?${query.toString()}`, {
    signal: aborted.signal,
  });
  aborted.abort();
  return status;
};

describe('a session of a channel that signs them', () => {
  test('is written and listened to with its token', async () => {
    const { sessionId, token } = await openSession();
    expect(await say(sessionId, token)).toMatchObject({ status: 202 });
    expect(await listen(sessionId, token)).toBe(200);
  });

  test('is closed without a token, or with another session’s', async () => {
    const { sessionId } = await openSession();
    const { token: otherToken } = await openSession();
    for (const token of [null, 'x', otherToken]) {
      expect(await say(sessionId, token)).toMatchObject({
        status: 401,
        body: { code: 'unsigned' },
      });
      expect(await listen(sessionId, token)).toBe(401);
    }
  });

  test('is closed with another channel’s token', async () => {
    const { sessionId, token } = await openSession();
    channelId = await connect({ signedSessions: true });
    expect(await say(sessionId, token)).toMatchObject({ status: 401 });
  });

  test('stays the same when it is renewed', async () => {
    const { sessionId, token } = await openSession();
    const renewed = await openSession(token);
    expect(renewed.sessionId).toBe(sessionId);
    expect(Date.parse(renewed.expiresAt ?? '')).toBeGreaterThan(Date.now() + 86_000_000);
    expect(await say(sessionId, renewed.token)).toMatchObject({ status: 202 });
  });

  test('is another one when its token is wrong', async () => {
    const { sessionId, token } = await openSession();
    const renewed = await openSession(`${token}x`);
    expect(renewed.sessionId).not.toBe(sessionId);
  });

  test('can be asked for of a channel that did not sign before', async () => {
    channelId = await connect({});
    expect(await say('made-up', null)).toMatchObject({ status: 202 });
    const changed = await gateway.call(`/v1/channels/${channelId}`, {
      key: shops.ours.owner,
      method: 'PATCH',
      json: { settings: { signedSessions: true } },
    });
    expect(changed.status).toBe(200);
    await eventually('the refusal', async () => (await say('made-up', null)).status === 401);
    const { sessionId, token } = await openSession();
    expect(await say(sessionId, token)).toMatchObject({ status: 202 });
  });
});

describe('a page', () => {
  test('that the channel names may write, and read the answer', async () => {
    const { sessionId, token } = await openSession();
    const answer = await say(sessionId, token, ourPage);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('access-control-allow-origin')).toBe(ourPage);
  });

  test('that the channel does not name may neither', async () => {
    const { sessionId, token } = await openSession();
    const answer = await say(sessionId, token, otherPage);
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const opened = await gateway.call(`/v1/chat/${channelId}/sessions`, {
      method: 'POST',
      headers: { origin: otherPage },
    });
    expect(opened.status).toBe(403);
  });

  test.each([['https://shop.example/'], ['https://shop.example/chat'], ['shop.example'], ['null']])(
    'is named by its origin, not by %s',
    async (page) => {
      const json = { kind: 'web_chat', name: 'Site', settings: { allowedOrigins: [page] } };
      const answer = await gateway.call('/v1/channels', { key: shops.ours.owner, json });
      expect(answer.status).toBe(400);
    },
  );
});

describe('the widget', () => {
  test('is a script for pages of any site, and only of web chats', async () => {
    const answer = await gateway.fetch(`/v1/chat/${channelId}/widget.js`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const webhook = await gateway.call(`/v1/chat/${shops.ours.channelId}/widget.js`);
    expect(webhook.status).toBe(404);
  });
});
