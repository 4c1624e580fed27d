import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, type RunningGateway } from '../../apps/gateway/test/running-gateway.js';
import { guardedRoutes, publicRoutes, type RouteCall } from './routes.js';
import { servedRoutes } from './served-routes.js';
import { ShopWithCatalog } from './shop-with-catalog.js';
import { everyRole, type World } from './world.js';

let shop: ShopWithCatalog;
let gateway: RunningGateway;
let world: World;

beforeAll(async () => {
  shop = await ShopWithCatalog.open();
  ({ gateway, world } = shop);
}, 60_000);

afterAll(() => shop?.[Symbol.asyncDispose]());

const ask = (route: string, { path, json }: RouteCall, key?: string): Promise<Answer<unknown>> => {
  const [method] = route.split(' ');
  return gateway.call(path, { method, json, ...(key === undefined ? {} : { key }) });
};

test('every route of the application is in this matrix', () => {
  const listed = [...Object.keys(guardedRoutes), ...Object.keys(publicRoutes)];
  expect(servedRoutes(gateway.app).sort()).toEqual(listed.sort());
});

describe.each(Object.entries(guardedRoutes))('%s', (route, { roles, right, foreign, call }) => {
  const [role] = roles;

  test('is closed to the anonymous', async () => {
    expect(await ask(route, await call(world))).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
  });

  test(`is closed to an expired key of the ${role}`, async () => {
    const answer = await ask(route, await call(world), await world.expiredKey(role));
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });

  test(`is open to ${roles.join(', ')} and no other role`, async () => {
    for (const other of everyRole.filter((one) => !roles.includes(one))) {
      const answer = await ask(route, await call(world), world.keyOf(other));
      expect({ other, ...answer }).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    for (const one of roles) {
      const { status } = await ask(route, await call(world), world.keyOf(one));
      expect([one, status]).toEqual([one, right]);
    }
  });

  if (foreign !== undefined && role !== 'platform') {
    test(`shows the ${role} of another tenant nothing`, async () => {
      const asked = await call(world);
      const { status, body } = await ask(route, asked, world.shops.theirs[role]);
      expect(status).toBe(foreign);
      const { tenantId, channelId } = world.shops.ours;
      // Nothing but perhaps the path it asked for itself.
      const shown = JSON.stringify(body ?? null).replaceAll(asked.path, '');
      for (const id of [tenantId, channelId]) expect(shown).not.toContain(id);
    });
  }
});

test.each(Object.entries(guardedRoutes).filter(([route]) => route.startsWith('POST')))(
  '%s honours an Idempotency-Key',
  async (_, { roles: [role], call }) => {
    const { path, json } = await call(world);
    const headers = { 'idempotency-key': 'x'.repeat(256) };
    const { status, body } = await gateway.call(path, { json, key: world.keyOf(role), headers });
    expect([status, body]).toMatchObject([400, { errors: [{ field: 'Idempotency-Key' }] }]);
  },
);

describe.each(Object.entries(publicRoutes))('%s', (route, { anonymous, ...call }) => {
  test(`answers ${anonymous} to a call without credentials`, async () => {
    const [method = 'GET'] = route.split(' ');
    const json = call.json === undefined ? {} : { body: JSON.stringify(call.json) };
    const headers = { 'content-type': 'application/json' };
    const { status } = await gateway.fetch(call.path, { method, headers, ...json });
    expect(status).toBe(anonymous);
  });
});
