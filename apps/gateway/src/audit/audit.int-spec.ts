import { type Page } from '#contracts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ShopFloor } from '../../test/shop-floor.js';
import { type AuditEntry } from './audit.service.js';

let floor: ShopFloor;
beforeAll(async () => {
  floor = await ShopFloor.open();
});
afterAll(async () => floor[Symbol.asyncDispose]());

const entries = async (query = ''): Promise<AuditEntry[]> =>
  (await floor.call<Page<AuditEntry>>(`/v1/audit${query}`, { key: floor.shop.owner })).body.items;

test('who changes how a business is run is written down, with what, and without values', async () => {
  const { body } = await floor.call<{ id: string }>('/v1/keys', {
    key: floor.shop.owner,
    json: { name: 'Till at the door', role: 'viewer' },
  });
  const [entry] = await entries();
  expect(entry).toMatchObject({
    action: 'POST /v1/keys',
    detail: { id: body.id, fields: ['name', 'role'] },
  });
  expect(entry?.actor).toMatch(/^key:[0-9a-f-]{36}$/);
  expect(JSON.stringify(entry)).not.toContain('Till at the door');
});

test('what is refused or only read is not', async () => {
  const before = (await entries()).length;
  await floor.call('/v1/keys', { key: floor.shop.owner, json: { role: 'viewer' } });
  await floor.call('/v1/keys', { key: floor.shop.viewer, json: { name: 'x', role: 'owner' } });
  await floor.call('/v1/keys', { key: floor.shop.owner });
  expect(await entries()).toHaveLength(before);
});

test('it is read page by page, newest first, and by what was done', async () => {
  await floor.call('/v1/agent', { key: floor.shop.owner, method: 'PATCH', json: { name: 'Ada' } });
  const all = await entries();
  expect(all.map(({ at }) => at)).toEqual(
    all
      .map(({ at }) => at)
      .sort()
      .reverse(),
  );
  const paged = await floor.gateway.all<AuditEntry>('/v1/audit', floor.shop.owner, 1);
  expect(paged).toEqual(all);
  const keys = await entries(`?action=${encodeURIComponent('POST /v1/keys')}`);
  expect(keys.map(({ action }) => action)).toEqual(['POST /v1/keys']);
});
