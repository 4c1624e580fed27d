import {
  AgentConfigurationEntity,
  ApiKeyEntity,
  asSystem,
  asTenant,
  ChannelEntity,
} from '#persistence';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from '@jest/globals';
import { type Repository, type SelectQueryBuilder } from 'typeorm';
import { type Page } from '#contracts';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { RunningGateway } from '../../test/running-gateway.js';
import { createTwoShops, type TwoShops } from '../../test/two-shops.js';
import { Admissions } from '../admissions/admissions.service.js';
import { type TenantRow, TenantRows } from './tenant-rows.js';
import { TenantScope } from './tenant-scope.js';

let database: TestDatabase;
let gateway: RunningGateway;
let shops: TwoShops;
let scope: TenantScope;
/** Ids of the other tenant's things, by what they are. */
let theirs: Record<'key' | 'channel' | 'conversation' | 'tenant', string>;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  shops = await createTwoShops(database.source, gateway.environment.ENCRYPTION_KEYS);
  scope = gateway.app.get(TenantScope, { strict: false });
  const { tenantId, channelId } = shops.theirs;
  await gateway.app
    .get(Admissions, { strict: false })
    .admit(
      { tenantId, id: channelId },
      { providerMessageId: '1', from: { id: '1' }, text: 'secret', attachments: [] },
    );
  const key = await database.source.getRepository(ApiKeyEntity).findOneByOrFail({ tenantId });
  const conversations = await gateway.call<Page<{ id: string }>>('/v1/conversations', {
    key: shops.theirs.owner,
  });
  theirs = {
    key: key.id,
    channel: channelId,
    conversation: conversations.body.items[0]?.id ?? '',
    tenant: tenantId,
  };
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

describe('another tenant’s', () => {
  const crossings: [string, () => string, unknown][] = [
    ['GET', () => `/v1/tenants/${theirs.tenant}`, undefined],
    ['PATCH', () => `/v1/tenants/${theirs.tenant}`, { name: 'Ours now' }],
    ['DELETE', () => `/v1/keys/${theirs.key}`, undefined],
    ['GET', () => `/v1/channels/${theirs.channel}`, undefined],
    ['PATCH', () => `/v1/channels/${theirs.channel}`, { active: false }],
    ['GET', () => `/v1/conversations/${theirs.conversation}`, undefined],
    ['GET', () => `/v1/conversations/${theirs.conversation}/messages`, undefined],
    ['GET', () => `/v1/conversations/${theirs.conversation}/interactions`, undefined],
  ];

  test.each(crossings)('id answers 404 to %s %p', async (method, path, json) => {
    const mine = await gateway.call(path(), { method, json, key: shops.ours.owner });
    expect(mine).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  test('things are still there, and theirs', async () => {
    const { owner, tenantId, channelId } = shops.theirs;
    const at = async (path: string): Promise<unknown> =>
      (await gateway.call(path, { key: owner })).body;
    expect(await at(`/v1/channels/${channelId}`)).toMatchObject({ active: true });
    expect(await at(`/v1/tenants/${tenantId}`)).toMatchObject({ name: 'Test shop' });
    expect(await at(`/v1/conversations/${theirs.conversation}/messages`)).toMatchObject({
      items: [{ text: 'secret' }],
    });
  });

  test.each(['/v1/keys', '/v1/channels', '/v1/conversations'])(
    'are in no list of ours: %s',
    async (path) => {
      const { body } = await gateway.call<Page<{ id: string }>>(path, { key: shops.ours.owner });
      const ids = body.items.map(({ id }) => id);
      expect(ids).not.toContain(theirs.key);
      expect(ids).not.toContain(theirs.channel);
      expect(ids).not.toContain(theirs.conversation);
    },
  );
});

describe('a tenant’s rows', () => {
  test('are ours whatever tenant the criteria or values name', async () => {
    const rows = scope.of(shops.ours.tenantId, ChannelEntity);
    const smuggled = { id: theirs.channel, tenantId: theirs.tenant };
    // Without PostgreSQL's help.
    await asSystem(async () => {
      const notFound = { code: 'not_found' };
      await expect(rows.get(smuggled)).rejects.toMatchObject(notFound);
      await expect(rows.update(smuggled, { name: 'x' })).rejects.toMatchObject(notFound);
      const query = rows.select().andWhere('row.id = :id', { id: theirs.channel });
      await expect(query.getOne()).resolves.toBeNull();
    });
  });

  test('cannot be given to another tenant', async () => {
    const rows = scope.of(shops.ours.tenantId, AgentConfigurationEntity);
    const smuggled = { name: 'Eve', tenantId: theirs.tenant };
    await asTenant(shops.ours.tenantId, () => rows.update({}, smuggled));
    await expect(asSystem(() => rows.get({}))).resolves.toMatchObject({ name: 'Eve' });
    const other = scope.of(shops.theirs.tenantId, AgentConfigurationEntity);
    await expect(asSystem(() => other.get({}))).resolves.toMatchObject({ name: 'Assistant' });
  });
});

describe('with the filter of the repositories taken away', () => {
  interface Filter {
    select: () => SelectQueryBuilder<TenantRow>;
    owned: (criteria: object) => object;
  }

  beforeEach(() => {
    const rows = TenantRows.prototype as unknown as Filter;
    jest.spyOn(rows, 'owned').mockImplementation((criteria) => criteria);
    jest.spyOn(rows, 'select').mockImplementation(function (this: unknown) {
      const { repository } = this as { repository: Repository<TenantRow> };
      return repository.createQueryBuilder('row').where('true');
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Each list of ours, and the id of what the other tenant has of it. */
  const lists: [string, () => string][] = [
    ['/v1/keys', () => theirs.key],
    ['/v1/channels', () => theirs.channel],
    ['/v1/conversations', () => theirs.conversation],
  ];

  test.each(lists)('PostgreSQL alone keeps another tenant’s out of %s', async (path, foreign) => {
    const { tenantId, owner } = shops.ours;
    const { status, body } = await gateway.call<Page<{ id: string }>>(path, { key: owner });
    expect(status).toBe(200);
    expect(body.items.map(({ id }) => id)).not.toContain(foreign());
    // It is the filter that is gone: the owner of the tables sees both.
    const unfiltered = scope.of(tenantId, ChannelEntity).select();
    const seen = new Set((await asSystem(() => unfiltered.getMany())).map((row) => row.tenantId));
    expect(seen).toEqual(new Set([tenantId, theirs.tenant]));
  });

  test.each([
    ['GET', () => `/v1/channels/${theirs.channel}`, undefined],
    ['PATCH', () => `/v1/channels/${theirs.channel}`, { name: 'Ours now' }],
    ['GET', () => `/v1/conversations/${theirs.conversation}`, undefined],
    ['DELETE', () => `/v1/keys/${theirs.key}`, undefined],
  ])('PostgreSQL alone answers %s %p with 404', async (method, path, json) => {
    const { status } = await gateway.call(path(), { method, json, key: shops.ours.owner });
    expect(status).toBe(404);
  });
});
