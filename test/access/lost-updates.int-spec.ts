import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, type RunningGateway } from '../../apps/gateway/test/running-gateway.js';
import { ShopWithCatalog } from './shop-with-catalog.js';
import { type World } from './world.js';

let shop: ShopWithCatalog;
let gateway: RunningGateway;
let world: World;

beforeAll(async () => {
  shop = await ShopWithCatalog.open();
  ({ gateway, world } = shop);
}, 60_000);

afterAll(() => shop?.[Symbol.asyncDispose]());

const ask = (
  path: string,
  method: string,
  json?: unknown,
  ifMatch?: string,
): Promise<Answer<unknown>> =>
  gateway.call(path, {
    key: world.shops.ours.owner,
    method,
    json,
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });

const tagOf = ({ headers }: Answer<unknown>): string => headers.get('etag') ?? '';

/** What can be changed, and a change that does not depend on what is there. */
const resources: [
  name: string,
  path: (of: World) => Promise<string>,
  change: (n: number) => object,
][] = [
  [
    'tenant',
    ({ tenantId }) => Promise.resolve(`/v1/tenants/${tenantId}`),
    (n) => ({ name: `T${n}` }),
  ],
  [
    'channel',
    ({ channelId }) => Promise.resolve(`/v1/channels/${channelId}`),
    (n) => ({ name: `C${n}` }),
  ],
  ['agent', () => Promise.resolve('/v1/agent'), (n) => ({ tone: `tone ${n}` })],
  [
    'product',
    async (of) => `/v1/products/${await of.item('products')}`,
    (n) => ({ variants: [{ title: `V${n}` }] }),
  ],
  [
    'service',
    async (of) => `/v1/services/${await of.item('services')}`,
    (n) => ({ title: `S${n}` }),
  ],
  [
    'knowledge entry',
    async (of) => `/v1/knowledge/${await of.item('knowledge')}`,
    (n) => ({ title: `K${n}` }),
  ],
];

describe.each(resources)('a %s', (_, pathIn, change) => {
  test('is read and changed with the tag that the next change is made with', async () => {
    const path = await pathIn(world);
    const read = tagOf(await ask(`${path}?use_cache=false`, 'GET'));
    expect(read).toMatch(/^"[\w-]{27}"$/);
    const changed = await ask(path, 'PATCH', change(1), read);
    expect(changed.status).toBe(200);
    expect(tagOf(changed)).not.toBe(read);
    expect(tagOf(await ask(`${path}?use_cache=false`, 'GET'))).toBe(tagOf(changed));
    expect((await ask(path, 'PATCH', change(2), tagOf(changed))).status).toBe(200);
  });

  test('is not changed by who has read what it was before', async () => {
    const path = await pathIn(world);
    const read = await ask(`${path}?use_cache=false`, 'GET');
    const { status } = await ask(path, 'PATCH', change(3));
    expect(status).toBe(200);
    const late = await ask(path, 'PATCH', change(4), tagOf(read));
    expect([late.status, late.body]).toMatchObject([412, { code: 'precondition_failed' }]);
    const { body } = await ask(`${path}?use_cache=false`, 'GET');
    expect(body).toMatchObject(change(3));
  });

  test('is changed by one of many who have read the same', async () => {
    const path = await pathIn(world);
    const read = tagOf(await ask(`${path}?use_cache=false`, 'GET'));
    const all = Array.from({ length: 8 }, (_none, n) => ask(path, 'PATCH', change(10 + n), read));
    const statuses = (await Promise.all(all)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
  });

  test('is changed whatever it is with *, and not with what is no tag', async () => {
    const path = await pathIn(world);
    expect((await ask(path, 'PATCH', change(5), '*')).status).toBe(200);
    const { status, body } = await ask(path, 'PATCH', change(6), 'yesterday');
    expect([status, body]).toMatchObject([400, { errors: [{ field: 'If-Match' }] }]);
  });
});

test.each(['products', 'services', 'knowledge'] as const)(
  'of %s nothing is removed that has changed since',
  async (items) => {
    const path = `/v1/${items}/${await world.item(items)}`;
    const read = tagOf(await ask(path, 'GET'));
    const { headers } = await ask(path, 'PATCH', { active: false });
    expect((await ask(path, 'DELETE', undefined, read)).status).toBe(412);
    expect((await ask(path, 'DELETE', undefined, headers.get('etag') ?? '')).status).toBe(204);
  },
);
