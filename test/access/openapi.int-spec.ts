import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type ApiDocument, type ApiOperation } from '../../apps/gateway/src/openapi/document.js';
import { type RunningGateway } from '../../apps/gateway/test/running-gateway.js';
import { Shell } from '../support/shell-sample.js';
import { answerChecker, type CheckAnswer } from './answer-checker.js';
import { guardedRoutes, publicRoutes } from './routes.js';
import { servedRoutes } from './served-routes.js';
import { ShopWithCatalog } from './shop-with-catalog.js';
import { everyRole, type World } from './world.js';

let shop: ShopWithCatalog;
let gateway: RunningGateway;
let world: World;
let document: ApiDocument;
let isAsDescribed: CheckAnswer;
let shell: Shell;

beforeAll(async () => {
  shop = await ShopWithCatalog.open();
  ({ gateway, world } = shop);
  document = (await gateway.call<ApiDocument>('/docs/openapi.json')).body;
  isAsDescribed = answerChecker(document);
  shell = await Shell.open();
}, 60_000);

afterAll(async () => {
  await shop?.[Symbol.asyncDispose]();
  await shell?.[Symbol.asyncDispose]();
});

/** `GET /v1/tenants/:id` → the operation that describes it. */
const described = (route: string): ApiOperation => {
  const [method = '', path = ''] = route.split(' ');
  const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`${route} is not described`);
  return operation;
};

/** What a path names, as shell variables: `/v1/keys/:id` and `/v1/keys/7` → `{ ID: '7' }`. */
const variablesOf = (route: string, path: string): Record<string, string> => {
  const [, template = ''] = route.split(' ');
  const given = path.split('?')[0]?.split('/') ?? [];
  return Object.fromEntries(
    template
      .split('/')
      .map((part, index) => [part, given[index] ?? ''] as const)
      .filter(([part]) => part.startsWith(':'))
      .map(([part, value]) => [part.slice(1).toUpperCase(), value]),
  );
};

test('the description is a valid OpenAPI 3.1 document', async () => {
  const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
  expect([errors, valid]).toEqual([undefined, true]);
  expect(document.openapi).toBe('3.1.0');
});

test('it describes every route that is served, and no other', () => {
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    ),
  );
  expect(routes.sort()).toEqual(servedRoutes(gateway.app).sort());
});

test.each(Object.entries(guardedRoutes))('%s tells whose keys open it', (route, { roles }) => {
  expect(described(route)['x-roles'].toSorted()).toEqual(roles.toSorted());
  expect(described(route).security).toEqual([{ apiKey: [] }]);
});

test.each(Object.keys(publicRoutes))('%s tells that it needs no key', (route) => {
  expect(described(route)).toMatchObject({ 'x-roles': [], security: [] });
});

describe.each(Object.entries(guardedRoutes))('%s', (route, { roles: [role], right, call }) => {
  test('has an example that works as it is, and an answer as described', async () => {
    const { path } = await call(world);
    const [sample] = described(route)['x-codeSamples'];
    const printed = await shell.paste(sample?.source ?? '', {
      TULIA_URL: gateway.url,
      TULIA_KEY: world.keyOf(role),
      ...variablesOf(route, path),
    });
    expect(isAsDescribed(described(route), right, printed)).toEqual([]);
  });

  test('answers who may not call it as described', async () => {
    const asked = await call(world);
    const [method] = route.split(' ');
    const refused = everyRole.filter((one) => !described(route)['x-roles'].includes(one));
    for (const key of [undefined, ...refused.map((one) => world.keyOf(one))]) {
      const { status, body } = await gateway.call(asked.path, {
        method,
        json: asked.json,
        ...(key === undefined ? {} : { key }),
      });
      expect(isAsDescribed(described(route), status, JSON.stringify(body))).toEqual([]);
    }
  });
});

test('an answer that is not as described would be found', () => {
  const operation = described('POST /v1/knowledge');
  const stray = { type: 'faq', title: 'Parking', colour: 'green' };
  expect(isAsDescribed(operation, 201, JSON.stringify(stray)).join()).toMatch(
    /required property 'id'.*NOT have additional properties/,
  );
  expect(isAsDescribed(operation, 418, '{}').join()).toContain('418 is not described');
});

test('the page shows every route and needs nothing from elsewhere', async () => {
  const response = await gateway.fetch('/docs');
  const page = await response.text();
  for (const route of Object.keys(guardedRoutes)) {
    expect(page).toContain(`id="${described(route).operationId}"`);
  }
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|src=|@import|url\(/);
});
