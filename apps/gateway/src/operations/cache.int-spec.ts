import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalServer, startRedis } from '#local-servers';
import { AuditEntryEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../../../test/support/eventually.js';
import { CachingProcess } from '../../test/caching-process.js';
import { ShopFloor } from '../../test/shop-floor.js';
import {
  type LookedUp,
  type PlatformFigures,
  type TenantFigures,
} from './cache-figures.service.js';

const path = '/v1/operations/cache';

let floor: ShopFloor;
let beside: CachingProcess;
let ours: string;
let theirs: string;

beforeAll(async () => {
  floor = await ShopFloor.open();
  beside = await CachingProcess.beside(floor.gateway);
  ours = floor.shops.ours.tenantId;
  theirs = floor.shops.theirs.tenantId;
});

afterAll(async () => {
  await beside[Symbol.asyncDispose]();
  await floor[Symbol.asyncDispose]();
});

const post = (verb: 'invalidate' | 'warm', json: object, key = floor.shop.operator) =>
  floor.call(`${path}/${verb}`, { key, json });

const lookUp = async (id: string, tenantId = ours): Promise<LookedUp> => {
  const query = `family=prices&id=${encodeURIComponent(id)}&tenantId=${tenantId}`;
  const key = floor.shops.platform;
  const { status, body } = await floor.call<LookedUp>(`${path}/entry?${query}`, { key });
  expect(status).toBe(200);
  return body;
};

const audited = (tenantId: string): Promise<AuditEntryEntity[]> =>
  floor.database.source.manager.find(AuditEntryEntity, {
    where: { tenantId },
    order: { at: 'ASC' },
  });

/** Whether another process still has the price in memory. */
const holds = async (id: string, tenantId = ours): Promise<boolean> =>
  (await lookUp(id, tenantId)).processes.some(({ l1 }) => l1 !== null);

const gone = (id: string, tenantId = ours): Promise<true> =>
  eventually(`${id} is not cached`, async () => !(await holds(id, tenantId)));

describe('GET /v1/operations/cache', () => {
  test('shows the platform every process, every family, and the busiest tenants', async () => {
    await beside.price(ours, 'seen');
    await beside.price(ours, 'seen');
    const { status, body } = await floor.call<PlatformFigures>(path, { key: floor.shops.platform });
    expect(status).toBe(200);
    expect(body).toMatchObject({ complete: true, silent: [], note: null });
    expect(body.processes.map(({ process }) => process.split(':')[0]).sort()).toEqual([
      'gateway',
      'shop',
    ]);
    expect(body.families['prices']).toMatchObject({
      versions: [3],
      adaptiveTtl: true,
      tiers: { l1: { requests: { hit: 1 }, latencyMs: { count: 1 } } },
    });
    expect(body.tenants[0]).toMatchObject({ tenantId: ours, families: { prices: {} } });
  });

  test('shows a tenant itself, and nobody else', async () => {
    await beside.price(ours, 'mine');
    await beside.price(theirs, 'not mine');
    const { body } = await floor.call<TenantFigures>(path, { key: floor.shop.viewer });
    expect(body).toMatchObject({
      tenantId: ours,
      families: { prices: { ttlMs: { min: 60_000, max: 60_000 } } },
    });
    expect(JSON.stringify(body)).not.toContain(theirs);
    const other = await floor.call(`${path}?tenantId=${theirs}`, { key: floor.shop.viewer });
    expect(other.status).toBe(404);
    const asked = { key: floor.shops.platform };
    const platform = await floor.call<TenantFigures>(`${path}?tenantId=${theirs}`, asked);
    expect(platform.body.tenantId).toBe(theirs);
  });
});

describe('GET /v1/operations/cache/entry', () => {
  test('tells where a value is, how old it is, and who took it back last and why', async () => {
    await beside.prices.invalidate(ours, 'p1', 'updated: import 7');
    await beside.price(ours, 'p1');
    const { processes, lastInvalidation } = await eventually('it is recorded', async () => {
      const found = await lookUp('p1');
      return found.lastInvalidation !== null && found;
    });
    const fresh = { state: 'fresh', tags: ['product:p1'] };
    expect(processes).toMatchObject([{ version: 3, l1: fresh, l2: fresh }]);
    expect(lastInvalidation).toMatchObject({
      reason: 'updated: import 7',
      by: expect.stringMatching(/^shop:/) as unknown,
    });
  });

  test('takes an id of several parts', async () => {
    await beside.prices.get(ours, ['list', true], () => Promise.resolve('all'));
    expect(await holds('["list",true]')).toBe(true);
    expect(await holds('["list",false]')).toBe(false);
  });

  test('names the field that is wrong', async () => {
    const fieldsOf = async (query: string, key = floor.shop.viewer) => {
      const { status, body } = await floor.call(`${path}/entry?${query}`, { key });
      return [status, (body['errors'] as { field: string }[] | undefined)?.[0]?.field];
    };
    expect(await fieldsOf('family=prizes&id=1')).toEqual([422, 'family']);
    expect(await fieldsOf('id=1')).toEqual([400, 'family']);
    expect(await fieldsOf('family=prices')).toEqual([400, 'id']);
    expect(await fieldsOf('family=prices&id=[1')).toEqual([400, 'id']);
    expect(await fieldsOf('family=prices&id=1', floor.shops.platform)).toEqual([422, 'tenantId']);
    expect(await fieldsOf(`family=prices&id=1&tenantId=${theirs}`)).toEqual([404, undefined]);
  });
});

describe('POST /v1/operations/cache/invalidate', () => {
  test.each([
    ['a value', { family: 'prices', id: 'a' }],
    ['a tag', { tag: 'product:a' }],
    ['a family', { family: 'prices' }],
    ['a tenant', {}],
  ])('takes back %s of the tenant, in other processes too, and is audited', async (_, order) => {
    await beside.price(ours, 'a');
    await beside.price(theirs, 'a');
    const reason = 'the price was wrong';
    const given = Object.keys(order).length === 0 ? { tenantId: ours } : order;
    const { status, body } = await post('invalidate', { ...given, reason });
    expect([status, body]).toEqual([200, { tenants: 1, told: true, note: null }]);
    await gone('a');
    expect(await holds('a', theirs)).toBe(true);
    expect((await lookUp('a')).lastInvalidation?.reason).toMatch(/^operator: key:.*: the price/);
    expect((await audited(ours)).at(-1)).toMatchObject({
      actor: expect.stringMatching(/^key:/) as unknown,
      action: 'cache.invalidated',
      detail: { ...order, reason },
    });
  });

  test('by the platform takes a family back of everybody, and whom it is told to', async () => {
    await beside.price(ours, 'b');
    await beside.price(theirs, 'b');
    await beside.price('directory', 'b');
    const key = floor.shops.platform;
    const one = { family: 'prices', id: 'b', tenantId: theirs, reason: 'asked to' };
    expect((await post('invalidate', one, key)).body).toMatchObject({ tenants: 1 });
    await gone('b', theirs);
    expect(await holds('b')).toBe(true);
    const all = { family: 'prices', reason: 'a bad deploy' };
    expect((await post('invalidate', all, key)).body).toMatchObject({ tenants: 2, told: true });
    await gone('b');
    const loads = beside.loads;
    await beside.price('directory', 'b');
    expect(beside.loads).toBe(loads + 1);
    const { body } = await floor.call<PlatformFigures>(path, { key });
    expect(body.tenants.map(({ tenantId }) => tenantId).sort()).toEqual([ours, theirs].sort());
    for (const tenantId of [ours, theirs]) {
      expect((await audited(tenantId)).at(-1)).toMatchObject({ detail: all });
    }
  });

  test('names the field that is wrong, and then does nothing', async () => {
    await beside.price(ours, 'kept');
    const before = (await audited(ours)).length;
    const reason = 'x';
    const refusal = async (order: object, key = floor.shop.operator) => {
      const { status, body } = await post('invalidate', order, key);
      return [status, (body['errors'] as { field: string }[] | undefined)?.[0]?.field];
    };
    expect(await refusal({ family: 'prizes', reason })).toEqual([422, '/family']);
    expect(await refusal({ family: 'prices', id: 'kept', tag: 't', reason })).toEqual([
      400,
      '/tag',
    ]);
    expect(await refusal({ family: 'prices' })).toEqual([400, '/reason']);
    const { platform } = floor.shops;
    expect(await refusal({ tag: 't', reason }, platform)).toEqual([422, '/tenantId']);
    const nobody = { tenantId: '0198c0de-0000-7000-8000-000000000001', reason };
    expect(await refusal(nobody, platform)).toEqual([404, undefined]);
    expect(await refusal({ tenantId: theirs, reason })).toEqual([404, undefined]);
    expect(await refusal({ tenantId: ours, reason }, floor.shop.viewer)).toEqual([403, undefined]);
    expect(await holds('kept')).toBe(true);
    expect(await audited(ours)).toHaveLength(before);
  });

  test('is not repeated under the same Idempotency-Key', async () => {
    const order = { family: 'prices', id: 'once', reason: 'wrong' };
    const headers = { 'idempotency-key': 'invalidate-1' };
    const call = () =>
      floor.call(`${path}/invalidate`, { key: floor.shop.operator, json: order, headers });
    const first = await call();
    const before = (await audited(ours)).length;
    const second = await call();
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await audited(ours)).toHaveLength(before);
  });
});

describe('POST /v1/operations/cache/warm', () => {
  test('fills the caches of a tenant, and is audited', async () => {
    const { status, body } = await post('warm', { families: ['prices'] });
    expect(status).toBe(202);
    expect(body).toEqual({
      warmed: 1,
      failed: 0,
      dropped: 0,
      running: 0,
      complete: true,
      note: null,
    });
    expect(await holds('warmed')).toBe(true);
    expect((await audited(ours)).at(-1)).toMatchObject({
      action: 'cache.warmed',
      detail: { families: ['prices'] },
    });
  });

  test('names the family there is not', async () => {
    const { status, body } = await post('warm', { families: ['prices', 'prizes'] });
    expect([status, body['errors']]).toMatchObject([422, [{ field: '/families/1' }]]);
    expect((await post('warm', {}, floor.shop.viewer)).status).toBe(403);
  });
});

test('a new tenant is warmed', async () => {
  const call = { key: floor.shops.platform, json: { name: 'New shop' } };
  const { body } = await floor.call<{ id: string }>('/v1/tenants', call);
  // Not in a memory for sure: that its first keys are news to all voids loads that run just then.
  await eventually('it is warm', async () => {
    const { processes } = await lookUp('warmed', body.id);
    return processes.some(({ l2 }) => l2 !== null);
  });
});

describe('without Redis', () => {
  let directory: string;
  let redis: LocalServer;
  let lonely: ShopFloor;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tulia-caches-'));
    redis = await startRedis({ dataDir: directory, durable: false });
    lonely = await ShopFloor.open({ REDIS_URL: redis.url });
    await redis.stop();
  });

  afterAll(async () => {
    await lonely[Symbol.asyncDispose]();
    await redis.stop();
    await rm(directory, { recursive: true });
  });

  test('the gateway tells what it knows itself, and says that this is all', async () => {
    const key = lonely.shops.platform;
    const { status, body } = await lonely.call<PlatformFigures>(path, { key });
    expect(status).toBe(200);
    expect(body).toMatchObject({ complete: false, processes: [{ redis: { connected: false } }] });
    expect(body.note).toMatch(/^Redis does not answer/);
  });

  test('a tenant’s values are taken back once it is there again; of a key nothing is known', async () => {
    const order = { tenantId: lonely.shop.tenantId, reason: 'wrong' };
    const whole = await lonely.call(`${path}/invalidate`, { json: order });
    expect([whole.status, whole.body]).toMatchObject([200, { tenants: 1, told: false }]);
    const one = await lonely.call(`${path}/invalidate`, {
      json: { family: 'prices', id: 'a', reason: 'wrong' },
    });
    expect([one.status, one.headers.get('retry-after')]).toEqual([503, '5']);
    redis = await startRedis({ dataDir: directory, durable: false, port: redis.port });
    await eventually('Redis has been told', async () => {
      const { body } = await lonely.call<PlatformFigures>(path, { key: lonely.shops.platform });
      const [gateway] = body.processes;
      return gateway?.redis?.connected === true && gateway.redis.queuedInvalidations === 0;
    });
  });
});
