import { type ProblemDetails } from '#contracts';
import { ChannelEntity, MessageEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { signedRequest } from '../../../../test/support/signed-webhook.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { RunningGateway } from '../../test/running-gateway.js';

let database: TestDatabase;
let gateway: RunningGateway;
let channel: TestChannel;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  const { ENCRYPTION_KEYS: encryptionKeys } = gateway.environment;
  channel = await createTenantWithChannel(database.source, { encryptionKeys });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const messages = (): Promise<number> => database.source.getRepository(MessageEntity).count();

const message = (fields: object = {}): object => ({
  messageId: uuidv7(),
  from: { id: 'customer-1', name: 'Amina' },
  text: 'Do you deliver to Kisumu?',
  ...fields,
});

const deliver = (init: RequestInit, channelId = channel.channelId): Promise<Response> =>
  gateway.fetch(`/v1/webhooks/${channelId}`, init);

const signed = (body: object): RequestInit => signedRequest(channel.secret, body);

describe('a webhook', () => {
  test('is answered with 202 once its message is stored', async () => {
    const response = await deliver(
      signed(message({ messageId: 'first', timestamp: 1_700_000_000 })),
    );
    expect(response.status).toBe(202);
    const answer = (await response.json()) as { messageId: string };
    expect(answer).toEqual({ messageId: expect.any(String), duplicate: false });
    const row = await database.source
      .getRepository(MessageEntity)
      .findOneByOrFail({ id: answer.messageId });
    expect(row).toMatchObject({
      tenantId: channel.tenantId,
      providerMessageId: 'first',
      author: 'customer',
      state: 'received',
      text: 'Do you deliver to Kisumu?',
      sentAt: new Date(1_700_000_000_000),
    });
  });

  test('that comes again is a duplicate of the stored message', async () => {
    const body = message();
    const first = (await (await deliver(signed(body))).json()) as object;
    const before = await messages();
    const second = await deliver(signed(body));
    expect(second.status).toBe(202);
    expect(await second.json()).toEqual({ ...first, duplicate: true });
    expect(await messages()).toBe(before);
  });

  test('is recognised by its webhook-id where the body names no message', async () => {
    const request = signedRequest(channel.secret, message({ messageId: undefined }), {
      id: 'by-header',
    });
    const first = (await (await deliver(request)).json()) as object;
    expect(await (await deliver(request)).json()).toEqual({ ...first, duplicate: true });
  });

  test('with an attachment needs no text', async () => {
    const attachments = [{ url: 'https://example.com/leaf.jpg', contentType: 'image/jpeg' }];
    const response = await deliver(signed(message({ text: undefined, attachments })));
    expect(response.status).toBe(202);
    const { messageId: id } = (await response.json()) as { messageId: string };
    const row = await database.source.getRepository(MessageEntity).findOneByOrFail({ id });
    expect(row).toMatchObject({ text: '', attachments });
  });

  test('may carry a charset in its content type', async () => {
    const request = signedRequest(channel.secret, message());
    const headers = { ...request.headers, 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await deliver({ ...request, headers })).status).toBe(202);
  });
});

interface Refusal {
  request: () => RequestInit | Promise<RequestInit>;
  channelId?: () => string | Promise<string>;
  status: number;
  code: string;
  field?: string;
}

/** A signed body that no JSON.stringify makes. */
const raw = (body: string): RequestInit => {
  const at = new Date();
  const signature = new Webhook(channel.secret).sign('raw', at, body);
  const { headers } = signedRequest(channel.secret, {}, { at, id: 'raw' });
  return { method: 'POST', headers: { ...headers, 'webhook-signature': signature }, body };
};

const deep = `${'['.repeat(40)}${']'.repeat(40)}`;

const refusals: Record<string, Refusal> = {
  'without any signature': {
    request: () => ({ ...signed(message()), headers: { 'content-type': 'application/json' } }),
    status: 401,
    code: 'unsigned',
    field: 'webhook-id',
  },
  'signed with another secret': {
    request: () => signedRequest(`whsec_${randomBytes(32).toString('base64')}`, message()),
    status: 401,
    code: 'unsigned',
    field: 'webhook-signature',
  },
  'whose body was changed after signing': {
    request: () => ({ ...signed(message()), body: JSON.stringify(message({ text: 'changed' })) }),
    status: 401,
    code: 'unsigned',
    field: 'webhook-signature',
  },
  'signed six minutes ago': {
    request: () =>
      signedRequest(channel.secret, message(), { at: new Date(Date.now() - 6 * 60_000) }),
    status: 401,
    code: 'stale',
    field: 'webhook-timestamp',
  },
  'signed six minutes ahead': {
    request: () =>
      signedRequest(channel.secret, message(), { at: new Date(Date.now() + 6 * 60_000) }),
    status: 401,
    code: 'stale',
    field: 'webhook-timestamp',
  },
  'for an unknown channel': {
    request: () => signed(message()),
    channelId: () => uuidv7(),
    status: 404,
    code: 'not_found',
  },
  'for a channel id that is no UUID': {
    request: () => signed(message()),
    channelId: () => 'nonsense',
    status: 404,
    code: 'not_found',
  },
  'for a channel that is switched off': {
    request: () => signed(message()),
    channelId: async () => {
      const id = uuidv7();
      const { tenantId } = channel;
      const known = await database.source
        .getRepository(ChannelEntity)
        .findOneByOrFail({ tenantId });
      await database.source.manager.insert(ChannelEntity, { ...known, id, active: false });
      return id;
    },
    status: 404,
    code: 'not_found',
  },
  'for a web chat': {
    request: () => signed(message()),
    channelId: async () => {
      const id = uuidv7();
      const { tenantId } = channel;
      await database.source.manager.insert(ChannelEntity, {
        tenantId,
        id,
        kind: 'web_chat',
        name: 'chat',
      });
      return id;
    },
    status: 404,
    code: 'not_found',
  },
  'that is no JSON': { request: () => raw('{"from":'), status: 400, code: 'malformed' },
  'that is empty': { request: () => raw(''), status: 400, code: 'malformed' },
  'without a body': {
    request: () => {
      const { headers } = raw('');
      delete (headers as Record<string, string>)['content-type'];
      return { method: 'POST', headers };
    },
    status: 400,
    code: 'malformed',
  },
  'that is nested deeply': { request: () => raw(deep), status: 400, code: 'malformed' },
  'with a field named __proto__': {
    request: () => raw('{"from":{"id":"1"},"text":"hi","__proto__":{"admin":true}}'),
    status: 400,
    code: 'malformed',
  },
  'without a sender': {
    request: () => signed(message({ from: undefined })),
    status: 400,
    code: 'malformed',
    field: '/from',
  },
  'whose sender has no id': {
    request: () => signed(message({ from: { name: 'Amina' } })),
    status: 400,
    code: 'malformed',
    field: '/from/id',
  },
  'without text or attachments': {
    request: () => signed(message({ text: '  ' })),
    status: 400,
    code: 'malformed',
    field: '/text',
  },
  'whose text is longer than 16 KiB': {
    request: () => signed(message({ text: 'a'.repeat(16_385) })),
    status: 400,
    code: 'malformed',
    field: '/text',
  },
  'whose text holds a NUL character': {
    request: () => signed(message({ text: 'a\u0000b' })),
    status: 400,
    code: 'malformed',
    field: '/text',
  },
  'whose time is none': {
    request: () => signed(message({ timestamp: 'yesterday' })),
    status: 400,
    code: 'malformed',
    field: '/timestamp',
  },
  'over 256 KiB': {
    request: () => signed(message({ filler: 'a'.repeat(256 * 1024) })),
    status: 413,
    code: 'too_large',
  },
  'that is a form': {
    request: () => ({ method: 'POST', body: new URLSearchParams({ text: 'hi' }) }),
    // Twilio sends forms; whether one is trusted, its signature says.
    status: 401,
    code: 'unsigned',
  },
  'that is plain text': {
    request: () => ({ ...signed(message()), headers: { 'content-type': 'text/plain' } }),
    status: 415,
    code: 'unsupported_media_type',
  },
  'without a content type': {
    request: () => ({ method: 'POST', body: new Blob(['{}']) }),
    status: 415,
    code: 'unsupported_media_type',
  },
};

describe('a webhook is refused, and nothing stored,', () => {
  test.each(Object.entries(refusals))('%s', async (_, refusal) => {
    const request = await refusal.request();
    const channelId = await refusal.channelId?.();
    const before = await messages();
    const response = await deliver(request, channelId);
    const problem = (await response.json()) as ProblemDetails;
    expect(problem).toMatchObject({ status: refusal.status, code: refusal.code });
    expect(response.status).toBe(refusal.status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    if (refusal.field !== undefined) {
      expect(problem.errors?.map(({ field }) => field)).toContain(refusal.field);
    }
    expect(await messages()).toBe(before);
  });

  test('when it is over 256 KiB and comes in chunks of unknown number', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x20);
    let sent = 0;
    const body = new ReadableStream({
      pull: (stream) => (sent++ < 8 ? stream.enqueue(chunk) : stream.close()),
    });
    const { headers } = signedRequest(channel.secret, message());
    const init = { method: 'POST', headers, body, duplex: 'half' };
    const response = await deliver(init as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'too_large' });
  });
});
