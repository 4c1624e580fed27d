import { ChangeFeed } from '#changes';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createClient } from 'redis';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { signedRequest } from '../../../../test/support/signed-webhook.js';
import { type Answer, insertKey, RunningGateway } from '../../test/running-gateway.js';
import { createShop, type Shop } from '../../test/two-shops.js';
import { type Admission } from '../admissions/admissions.service.js';
import { ApiKeyDirectory } from '../auth/api-key-directory.js';
import { WebhooksController } from '../webhooks/webhooks.controller.js';

/** However a change was made, every gateway knows of it within a second. */
const within = 1_000;

let database: TestDatabase;
let first: RunningGateway;
let second: RunningGateway;
let uncached: RunningGateway;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  const keyPrefix = `t${randomBytes(4).toString('hex')}`;
  const servers = {
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    KEY_PREFIX: keyPrefix,
  };
  [first, second, uncached] = await Promise.all([
    RunningGateway.start(servers),
    RunningGateway.start(servers),
    RunningGateway.start({ ...servers, USE_CACHE: 'false' }),
  ]);
  shop = await createShop(database.source, first.environment.ENCRYPTION_KEYS);
});

afterAll(async () => {
  await Promise.all([first, second, uncached].map((gateway) => gateway[Symbol.asyncDispose]()));
  await database[Symbol.asyncDispose]();
});

interface WebhookChannel {
  id: string;
  secret: string;
}

/** One of which both gateways have heard. */
const newChannel = async (): Promise<WebhookChannel> => {
  const json = { kind: 'webhook', name: 'Shop', deliveryUrl: 'http://127.0.0.1:9/' };
  const { body } = await first.call<WebhookChannel>('/v1/channels', { key: shop.owner, json });
  for (const { app } of [first, second]) await app.get(ChangeFeed, { strict: false }).catchUp();
  return body;
};

const signed = (secret: string, messageId: string = uuidv7()): ReturnType<typeof signedRequest> =>
  signedRequest(secret, { messageId, from: { id: 'amina' }, text: 'Hello' });

const deliver = async (to: RunningGateway, { id, secret }: WebhookChannel): Promise<number> =>
  (await to.fetch(`/v1/webhooks/${id}`, signed(secret))).status;

const statusWith = async (to: RunningGateway, key: string): Promise<number> =>
  (await to.call('/v1/agent', { key })).status;

/** Takes status and type, which nobody looks at here. */
const reply = { status: () => reply, type: () => reply };

describe('a webhook', () => {
  /** Statements of one webhook, from its first byte to its answer. */
  const costOf = (to: RunningGateway, { id, secret }: WebhookChannel, messageId?: string) =>
    runInLedger(async (ledger) => {
      const { headers, body } = signed(secret, messageId);
      const answer = await to.app
        .get(WebhooksController, { strict: false })
        .receive(
          id,
          { ip: '127.0.0.1', headers, url: `/v1/webhooks/${id}` },
          reply,
          Buffer.from(body),
        );
      const admission = JSON.parse(answer) as Admission;
      return { statements: ledger.sqlStatements, duplicate: admission.duplicate };
    });

  test('is admitted in one statement, and so is one that is known', async () => {
    const channel = await newChannel();
    await deliver(first, channel);
    const messageId = uuidv7();
    expect(await costOf(first, channel, messageId)).toEqual({ statements: 1, duplicate: false });
    expect(await costOf(first, channel, messageId)).toEqual({ statements: 1, duplicate: true });
    // The other gateway has the channel from Redis.
    expect(await costOf(second, channel)).toEqual({ statements: 1, duplicate: false });
  });

  test('costs one statement more where caches are switched off', async () => {
    expect(await costOf(uncached, await newChannel())).toMatchObject({ statements: 2 });
  });

  test('is refused at once by the gateway that changed the secret, and soon by all', async () => {
    const channel = await newChannel();
    expect([await deliver(first, channel), await deliver(second, channel)]).toEqual([202, 202]);
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const path = `/v1/channels/${channel.id}`;
    await first.call(path, { method: 'PATCH', key: shop.owner, json: { secret } });
    expect(await deliver(first, channel)).toBe(401);
    expect(await deliver(first, { ...channel, secret })).toBe(202);
    await eventually(
      'the old one is refused',
      async () => (await deliver(second, channel)) === 401,
      within,
    );
  });

  test('is refused soon after its channel was switched off or deleted by hand', async () => {
    for (const byHand of ['UPDATE channel SET active = false', 'DELETE FROM channel']) {
      const channel = await newChannel();
      expect([await deliver(first, channel), await deliver(second, channel)]).toEqual([202, 202]);
      await database.source.query(`${byHand} WHERE id = $1`, [channel.id]);
      for (const gateway of [first, second]) {
        await eventually('refused', async () => (await deliver(gateway, channel)) === 404, within);
      }
    }
  });
});

describe('an API key', () => {
  test('costs no statement when it was used lately', async () => {
    const cost = (): Promise<number> =>
      runInLedger(async (ledger) => {
        await first.app.get(ApiKeyDirectory, { strict: false }).find(shop.owner);
        return ledger.sqlStatements;
      });
    await cost();
    expect(await cost()).toBe(0);
  });

  test('that is revoked stops working at once there, and within a second everywhere', async () => {
    const json = { name: 'Laptop', role: 'viewer' };
    const { body } = await first.call<{ id: string; key: string }>('/v1/keys', {
      key: shop.owner,
      json,
    });
    expect([await statusWith(first, body.key), await statusWith(second, body.key)]).toEqual([
      200, 200,
    ]);
    await first.call(`/v1/keys/${body.id}`, { method: 'DELETE', key: shop.owner });
    expect(await statusWith(first, body.key)).toBe(401);
    await eventually('refused', async () => (await statusWith(second, body.key)) === 401, within);
  });

  test('that is revoked by hand stops working within a second', async () => {
    const key = await insertKey(database.source, 'viewer', shop.tenantId);
    expect([await statusWith(first, key), await statusWith(second, key)]).toEqual([200, 200]);
    await database.source.query(
      'UPDATE api_key SET revoked_at = now() WHERE id = (SELECT id FROM api_key ORDER BY created_at DESC LIMIT 1)',
    );
    for (const gateway of [first, second]) {
      await eventually('refused', async () => (await statusWith(gateway, key)) === 401, within);
    }
  });

  test('ends when it expires, cached or not', async () => {
    const expiresAt = new Date(Date.now() + 700).toISOString();
    const { body } = await first.call<{ key: string }>('/v1/keys', {
      key: shop.owner,
      json: { name: 'Brief', role: 'viewer', expiresAt },
    });
    expect(await statusWith(first, body.key)).toBe(200);
    await eventually('refused', async () => (await statusWith(first, body.key)) === 401, 2_000);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  });
});

describe('an agent’s configuration', () => {
  const read = (to: RunningGateway, headers: Record<string, string> = {}, query = '') =>
    to.call<{ name: string }>(`/v1/agent${query}`, { key: shop.viewer, headers });

  test('is read anew only when it has changed', async () => {
    const { headers } = await read(first);
    const etag = headers.get('etag') ?? '';
    expect((await read(second, { 'if-none-match': etag })).status).toBe(304);
    const json = { name: 'Zawadi' };
    await first.call('/v1/agent', { method: 'PATCH', key: shop.owner, json });
    expect((await read(first, { 'if-none-match': etag })).body).toMatchObject(json);
    await eventually(
      'the other gateway shows it',
      async () => (await read(second)).body.name === 'Zawadi',
      within,
    );
  });

  test('shows an edit by hand within a second, and at once without the cache', async () => {
    await Promise.all([read(first), read(second)]);
    await database.source.query(`UPDATE agent_configuration SET name = 'By hand'`);
    expect((await read(first, {}, '?use_cache=false')).body.name).toBe('By hand');
    for (const gateway of [first, second]) {
      await eventually('seen', async () => (await read(gateway)).body.name === 'By hand', within);
    }
  });

  test('wants use_cache to be true or false, cached or not', async () => {
    const answer: Answer<object> = await read(first, {}, '?use_cache=maybe');
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'use_cache' }] } });
  });
});

test('Redis holds neither a secret nor whom a key speaks for', async () => {
  const channel = await newChannel();
  await deliver(first, channel);
  await statusWith(first, shop.viewer);
  const redis = createClient({ url: testRedisUrl() });
  await redis.connect();
  const contents: string[] = [];
  for await (const key of redis.scanIterator({
    MATCH: `${first.environment.KEY_PREFIX}:{directory}:*`,
  })) {
    // Values, and the log of what was invalidated.
    const held = await redis.type(key);
    const content = held === 'stream' ? await redis.xRange(key, '-', '+') : await redis.get(key);
    contents.push(key, JSON.stringify(content));
  }
  await redis.disconnect();
  const text = contents.join('\n');
  expect(text).toContain(channel.id);
  for (const secret of [channel.secret, shop.viewer, shop.tenantId, 'viewer']) {
    expect(text).not.toContain(secret);
  }
});
