import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { signedRequest } from '../../../../test/support/signed-webhook.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';
import { type Answer, RunningGateway } from '../../test/running-gateway.js';
import { createShop, type Shop } from '../../test/two-shops.js';

let database: TestDatabase;
const gateways: RunningGateway[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway[Symbol.asyncDispose]()));
});

afterAll(async () => database[Symbol.asyncDispose]());

/** Replicas that share a Redis, or have none. */
const start = async (
  replicas: number,
  given: Record<string, string>,
): Promise<[RunningGateway, RunningGateway, Shop]> => {
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    KEY_PREFIX: `t${uuidv7().slice(-12)}`,
    ...given,
  };
  for (let index = 0; index < replicas; index += 1) {
    gateways.push(await RunningGateway.start(environment));
  }
  const first = gateways[0] as RunningGateway;
  const shop = await createShop(database.source, first.environment.ENCRYPTION_KEYS);
  return [first, gateways[1] ?? first, shop];
};

const ask = (gateway: RunningGateway, key: string): Promise<Answer<Record<string, unknown>>> =>
  gateway.call('/v1/conversations', { key });

describe('rate limits', () => {
  it('count a key over all replicas, each key for itself, and tell when to come back', async () => {
    const [one, other, shop] = await start(2, { RATE_LIMIT_KEY: '4' });
    const statuses: number[] = [];
    for (const gateway of [one, other, one, other]) {
      statuses.push((await ask(gateway, shop.owner)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200]);
    const refused = await ask(one, shop.owner);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect((await ask(other, shop.operator)).status).toBe(200);
  });

  it('stop who guesses keys, and not who has one', async () => {
    const [gateway, , shop] = await start(1, { RATE_LIMIT_ADDRESS: '3' });
    const statuses: number[] = [];
    for (let guess = 0; guess < 5; guess += 1) {
      statuses.push((await ask(gateway, `tk_guess${guess}`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await ask(gateway, shop.owner)).status).toBe(200);
  });

  it('let nobody but its provider use a channel up', async () => {
    const [gateway] = await start(1, { RATE_LIMIT_CHANNEL: '2', RATE_LIMIT_ADDRESS: '2' });
    const { channelId, secret } = await createTenantWithChannel(database.source, {
      encryptionKeys: gateway.environment.ENCRYPTION_KEYS,
    });
    const bring = async (signedWith: string): Promise<number> => {
      const message = {
        messageId: uuidv7(),
        from: { id: 'customer-1', name: 'Amina' },
        text: 'Hello',
      };
      const request = signedRequest(signedWith, message);
      return (await gateway.fetch(`/v1/webhooks/${channelId}`, request)).status;
    };
    const wrong = `whsec_${Buffer.alloc(32).toString('base64')}`;
    expect([await bring(wrong), await bring(wrong), await bring(wrong)]).toEqual([401, 401, 429]);
    expect([await bring(secret), await bring(secret), await bring(secret)]).toEqual([
      202, 202, 429,
    ]);
  });

  it('let requests in while Redis is away, and count in the process', async () => {
    const [gateway, , shop] = await start(1, {
      REDIS_URL: 'redis://127.0.0.1:1',
      RATE_LIMIT_KEY: '2',
    });
    const statuses: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      statuses.push((await ask(gateway, shop.owner)).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
  });
});
