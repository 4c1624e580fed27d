import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ApiDocument, type ApiOperation } from '../../apps/gateway/src/openapi/document.js';
import { type RunningGateway } from '../../apps/gateway/test/running-gateway.js';
import { createRandom, type Random } from '../support/random.js';
import { bodyText, parameterText } from './mutations.js';
import { ShopWithCatalog } from './shop-with-catalog.js';
import { type World } from './world.js';

/** `npm run fuzz` sends 100,000; the same seed sends the same. */
const inputs = Number(process.env['FUZZ_INPUTS'] ?? 600);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const atOnce = 16;
/** So long, and it hangs. */
const patienceMs = 30_000;
/** What the issue allows; only where nothing else keeps the machine busy. */
const slowMs = process.env['FUZZ_INPUTS'] === undefined ? patienceMs : 1_000;

interface Route {
  method: string;
  path: string;
  operation: ApiOperation;
}

interface Answered {
  input: string;
  status: number;
  ms: number;
  text: string;
}

let shop: ShopWithCatalog;
let gateway: RunningGateway;
let world: World;
let routes: Route[];

beforeAll(async () => {
  shop = await ShopWithCatalog.open();
  ({ gateway, world } = shop);
  const { body } = await gateway.call<ApiDocument>('/docs/openapi.json');
  routes = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      // A stream of events does not end.
      .filter(() => !path.endsWith('/stream'))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}, 60_000);

afterAll(() => shop?.[Symbol.asyncDispose]());

const pathOf = ({ path, operation }: Route, random: Random, known: readonly string[]): string => {
  const named = path.replace(/\{\w+\}/g, () =>
    random.chance(0.5) ? random.pick(known) : parameterText(random),
  );
  const queried = operation.parameters
    .filter((parameter) => parameter.in === 'query' && random.chance(0.6))
    .map(({ name }) => `${name}=${parameterText(random)}`);
  return queried.length === 0 ? named : `${named}?${queried.join('&')}`;
};

const mediaTypes = ['text/csv', 'application/x-ndjson', 'text/plain', 'multipart/form-data', ''];

const bodyOf = ({ operation }: Route, random: Random): { mediaType: string; text: string } => {
  const [[mediaType = '', content] = []] = random.shuffle(
    Object.entries(operation.requestBody?.content ?? {}),
  );
  const { example } = (content ?? {}) as { example?: unknown };
  const text =
    typeof example === 'string' && random.chance(0.5) ? example : bodyText(example ?? {}, random);
  return { mediaType: random.chance(0.95) ? mediaType : random.pick(mediaTypes), text };
};

const send = async (random: Random, known: readonly string[]): Promise<Answered> => {
  const route = random.pick(routes);
  const { method } = route;
  const path = pathOf(route, random, known);
  const { mediaType, text } = bodyOf(route, random);
  const key = random.chance(0.9) ? world.keyOf(random.pick(roles)) : 'no key';
  const started = performance.now();
  const response = await gateway.fetch(path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(method === 'GET' || mediaType === '' ? {} : { 'content-type': mediaType }),
      ...(random.chance(0.1) ? { 'idempotency-key': `${random.between(0, 20)}` } : {}),
    },
    ...(method === 'GET' ? {} : { body: text }),
    signal: AbortSignal.timeout(patienceMs),
  });
  const input = `${method} ${path} ${mediaType} ${text.slice(0, 500)}`;
  const answer = await response.text();
  return { input, status: response.status, ms: performance.now() - started, text: answer };
};

const roles = ['owner', 'operator', 'platform'] as const;

test(
  `${inputs} requests that are wrong somewhere are answered, each within its time, and none with 500`,
  async () => {
    const random = createRandom(seed);
    const known = [world.tenantId, world.channelId, await world.item('products')];
    const statuses = new Map<number, number>();
    const faults: Answered[] = [];
    const take = (answered: Answered): void => {
      const { status, ms } = answered;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500 || ms > slowMs) faults.push(answered);
    };
    for (let sent = 0; sent < inputs && faults.length < 20; sent += atOnce) {
      const together = Array.from({ length: atOnce }, () => send(random, known));
      for (const answered of await Promise.all(together)) take(answered);
    }
    expect(faults).toEqual([]);
    // It went past the door, and not all of it was refused there.
    const [most] = [...statuses].toSorted(([, one], [, other]) => other - one);
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 401, 404, 415]));
    expect(most?.[1]).toBeLessThan(inputs * 0.8);
  },
  inputs * 20 + 60_000,
);
