import {
  type CatalogMethod,
  catalogPackage,
  catalogProtoOptions,
  catalogProtoPath,
  catalogRpcName,
  catalogServiceName,
  ServicePasses,
} from '#contracts';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { guardedRpcs } from './rpcs.js';
import { ShopWithCatalog } from './shop-with-catalog.js';
import { type World } from './world.js';

const service = `${catalogPackage}.${catalogServiceName}`;
const definition = loadSync(catalogProtoPath(), catalogProtoOptions)[
  service
] as grpc.ServiceDefinition;

type Unary = (
  request: object,
  metadata: grpc.Metadata,
  callback: (error: grpc.ServiceError | null) => void,
) => void;

let shop: ShopWithCatalog;
let world: World;
let client: grpc.Client;
let passes: ServicePasses;

beforeAll(async () => {
  shop = await ShopWithCatalog.open();
  ({ world } = shop);
  passes = new ServicePasses(shop.catalog.environment.ENCRYPTION_KEYS);
  const Client = grpc.makeClientConstructor(definition, service);
  client = new Client(shop.catalog.grpcAddress, grpc.credentials.createInsecure());
}, 60_000);

afterAll(async () => {
  client?.close();
  await shop?.[Symbol.asyncDispose]();
});

/** @returns the name of the gRPC status it is answered with */
const statusOf = async (method: CatalogMethod, token?: string): Promise<string | undefined> => {
  const metadata = new grpc.Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  const request = await guardedRpcs[method].request(world);
  const rpc = (client as unknown as Record<string, Unary>)[catalogRpcName(method)];
  return new Promise((resolve) => {
    rpc?.call(client, request, metadata, (error) => {
      resolve(grpc.status[error?.code ?? grpc.status.OK]);
    });
  });
};

test('every RPC of the service is in this matrix', () => {
  const listed = Object.keys(guardedRpcs) as CatalogMethod[];
  expect(listed.map(catalogRpcName).sort()).toEqual(Object.keys(definition).sort());
});

describe.each(Object.entries(guardedRpcs))('%s', (name, { access }) => {
  const method = name as CatalogMethod;
  const inAMinute = (): number => Date.now() + 60_000;

  test('is closed to the anonymous', async () => {
    expect(await statusOf(method)).toBe('UNAUTHENTICATED');
    expect(await statusOf(method, 'tulia_nonsense')).toBe('UNAUTHENTICATED');
    expect(await statusOf(method, 'pass.test.e30.AAAA')).toBe('UNAUTHENTICATED');
  });

  test('is closed to an expired key, and to a service with an expired pass', async () => {
    expect(await statusOf(method, await world.expiredKey('owner'))).toBe('UNAUTHENTICATED');
    const pass = { tenantId: world.tenantId, access, expiresAt: Date.now() - 1 };
    expect(await statusOf(method, passes.issue(pass))).toBe('UNAUTHENTICATED');
  });

  test(`is open to who may ${access}, and to nobody else`, async () => {
    const forViewers = access === 'read' ? 'OK' : 'PERMISSION_DENIED';
    expect(await statusOf(method, world.keyOf('platform'))).toBe('PERMISSION_DENIED');
    expect(await statusOf(method, world.keyOf('viewer'))).toBe(forViewers);
    expect(await statusOf(method, world.keyOf('operator'))).toBe('OK');
    expect(await statusOf(method, world.keyOf('owner'))).toBe('OK');
    const reading = { tenantId: world.tenantId, access: 'read', expiresAt: inAMinute() } as const;
    expect(await statusOf(method, passes.issue(reading))).toBe(forViewers);
    expect(await statusOf(method, passes.issue({ ...reading, access: 'write' }))).toBe('OK');
  });

  test('is not there for another tenant', async () => {
    const { tenantId, owner } = world.shops.theirs;
    expect(await statusOf(method, owner)).toBe('NOT_FOUND');
    const pass = { tenantId, access: 'write', expiresAt: inAMinute() } as const;
    expect(await statusOf(method, passes.issue(pass))).toBe('NOT_FOUND');
  });
});
