import { AgentConfigurationEntity, ApiKeyEntity, ChannelEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Page } from '#contracts';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { RunningGateway } from '../../test/running-gateway.js';
import { createTwoShops, type TwoShops } from '../../test/two-shops.js';
import { Admissions } from '../admissions/admissions.service.js';
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
    await expect(rows.get(smuggled)).rejects.toMatchObject({ code: 'not_found' });
    await expect(rows.update(smuggled, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      rows.select().andWhere('row.id = :id', { id: theirs.channel }).getOne(),
    ).resolves.toBeNull();
  });

  test('cannot be given to another tenant', async () => {
    const rows = scope.of(shops.ours.tenantId, AgentConfigurationEntity);
    const smuggled = { name: 'Eve', tenantId: theirs.tenant };
    await rows.update({}, smuggled);
    await expect(rows.get({})).resolves.toMatchObject({ name: 'Eve' });
    const other = scope.of(shops.theirs.tenantId, AgentConfigurationEntity);
    await expect(other.get({})).resolves.toMatchObject({ name: 'Assistant' });
  });
});
