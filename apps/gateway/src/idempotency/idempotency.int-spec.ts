import { randomUUID } from 'node:crypto';
import { ChannelEntity, IdempotencyRecordEntity, TenantEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, type Call } from '../../test/running-gateway.js';
import { ShopFloor } from '../../test/shop-floor.js';

let floor: ShopFloor;

beforeAll(async () => {
  floor = await ShopFloor.open();
});

afterAll(async () => {
  await floor[Symbol.asyncDispose]();
});

type Body = Record<string, unknown>;

const channel = (name: string) => ({ kind: 'webhook', name, deliveryUrl: 'http://127.0.0.1:9/' });

const post = (path: string, json: object, idempotencyKey: string, call: Call = {}) =>
  floor.call<Body>(path, {
    key: floor.shop.owner,
    json,
    headers: { 'idempotency-key': idempotencyKey },
    ...call,
  });

const channels = (name: string): Promise<number> =>
  floor.database.source.manager.countBy(ChannelEntity, { name });

const isProblem = ({ headers }: Answer<Body>): boolean =>
  headers.get('content-type')?.startsWith('application/problem+json') ?? false;

describe('a repeated request', () => {
  test('gets the first answer again, the secret included, and does nothing', async () => {
    const key = randomUUID();
    const first = await post('/v1/channels', channel('once'), key);
    const again = await post('/v1/channels', channel('once'), key);
    expect(first.status).toBe(201);
    expect(first.body['secret']).toMatch(/^whsec_/);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await channels('once')).toBe(1);
  });

  test('keeps nothing readable of the secret', async () => {
    const key = randomUUID();
    const { body } = await post('/v1/channels', channel('sealed'), key);
    const records = await floor.database.source.manager.find(IdempotencyRecordEntity);
    expect(records.length).toBeGreaterThan(0);
    const secret = String(body['secret']);
    for (const { record } of records) {
      const [, sealed = ''] = record.split('.');
      expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain(secret);
      expect(record).not.toContain(secret);
    }
  });

  test('of the platform’s is carried out once as well', async () => {
    const key = randomUUID();
    const create = () => post('/v1/tenants', { name: 'Once' }, key, { key: floor.shops.platform });
    const [first, again] = [await create(), await create()];
    expect([first.status, again.body]).toEqual([201, first.body]);
    expect(await floor.database.source.manager.countBy(TenantEntity, { name: 'Once' })).toBe(1);
  });

  test('in flight is told so: of ten at once one is carried out', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post('/v1/channels', channel('burst'), key)),
    );
    expect(await channels('burst')).toBe(1);
    for (const answer of answers) {
      expect([201, 409]).toContain(answer.status);
      if (answer.status === 409) expect(answer.body['code']).toBe('conflict');
    }
  });

  test('is carried out when the first one failed', async () => {
    const key = randomUUID();
    const { conversationId } = await floor.write('failed', 'one');
    const path = `/v1/conversations/${conversationId}/replies`;
    expect((await post(path, { text: '' }, key)).status).toBe(400);
    expect((await post(path, { text: 'Hello' }, key)).status).toBe(201);
  });

  test('is carried out when the first answer has expired', async () => {
    const key = randomUUID();
    await post('/v1/channels', channel('expired'), key);
    await floor.database.source.query(
      `UPDATE idempotency_record SET expires_at = clock_timestamp() - interval '1 second'`,
    );
    expect((await post('/v1/channels', channel('expired'), key)).status).toBe(201);
    expect(await channels('expired')).toBe(2);
  });
});

test('expired answers are cleared away, ten with each new one', async () => {
  const { manager } = floor.database.source;
  const expiresAt = new Date(Date.now() - 1000);
  const old = Array.from({ length: 15 }, () => ({ key: randomUUID(), record: 'old', expiresAt }));
  await manager.clear(IdempotencyRecordEntity);
  await manager.insert(IdempotencyRecordEntity, old);
  const left = [];
  for (let times = 0; times < 2; times++) {
    await post('/v1/channels', channel('clearing'), randomUUID());
    left.push(await manager.countBy(IdempotencyRecordEntity, { record: 'old' }));
  }
  expect(left).toEqual([5, 0]);
});

describe('an Idempotency-Key', () => {
  test('with another request is a 422', async () => {
    const key = randomUUID();
    await post('/v1/channels', channel('first'), key);
    const other = await post('/v1/channels', channel('other'), key);
    expect([other.status, other.body['code'], isProblem(other)]).toEqual([
      422,
      'unprocessable',
      true,
    ]);
    expect(await channels('other')).toBe(0);
  });

  test('of another tenant is another key', async () => {
    const key = randomUUID();
    await post('/v1/channels', channel('walls'), key);
    const { owner } = floor.shops.theirs;
    expect((await post('/v1/channels', channel('walls'), key, { key: owner })).status).toBe(201);
    expect(await channels('walls')).toBe(2);
  });

  test('that is too long is a 400', async () => {
    const answer = await post('/v1/channels', channel('long'), 'x'.repeat(256));
    expect([answer.status, answer.body['code'], isProblem(answer)]).toEqual([
      400,
      'malformed',
      true,
    ]);
  });

  test('without an API key changes nothing of the 401', async () => {
    const answer = await post('/v1/channels', channel('nobody'), randomUUID(), { key: 'wrong' });
    expect(answer.status).toBe(401);
  });

  test('gets a 503 when first answers cannot be read, and nothing is done', async () => {
    const { source } = floor.database;
    await source.query('ALTER TABLE idempotency_record RENAME TO hidden');
    try {
      const answer = await post('/v1/channels', channel('hidden'), randomUUID());
      expect([answer.status, answer.body['code'], isProblem(answer)]).toEqual([
        503,
        'unavailable',
        true,
      ]);
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(await channels('hidden')).toBe(0);
    } finally {
      await source.query('ALTER TABLE hidden RENAME TO idempotency_record');
    }
  });
});
