import { catalogPackage, catalogServiceName, statusDetailsKey } from '#contracts';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { service as healthService } from 'grpc-health-check';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import protobuf from 'protobufjs';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually, type RunningCatalog, startCatalog } from '../../test/running-catalog.js';

const service = `${catalogPackage}.${catalogServiceName}`;
const statusType = protobuf
  .loadSync('libs/contracts/proto/status.proto')
  .lookupType('google.rpc.Status');
const detail = (name: string): string => `type.googleapis.com/google.rpc.${name}`;
const credentials = grpc.credentials.createInsecure();

type Ask = (
  request: object,
  callback: (error: grpc.ServiceError | null, reply: Record<string, unknown>) => void,
) => void;

/** Asks by the protocol's own client, which knows nothing of Tulia. */
const ask = (client: grpc.Client, method: string, request: object) =>
  new Promise<Record<string, unknown>>((resolve, reject) => {
    (client as unknown as Record<string, Ask>)[method]?.(request, (error, reply) => {
      if (error === null) resolve(reply);
      else reject(error);
    });
  });

const reflectionDefinition = () => {
  const main = createRequire(import.meta.url).resolve('@grpc/reflection');
  const file = join(dirname(main), '..', 'proto/grpc/reflection/v1/reflection.proto');
  return loadSync(file)['grpc.reflection.v1.ServerReflection'] as grpc.ServiceDefinition;
};

type Reflect = () => grpc.ClientDuplexStream<object, Record<string, never>>;
type Watch = (request: object) => grpc.ClientReadableStream<object>;

describe('a client that knows gRPC, and nothing of catalog-service', () => {
  let database: TestDatabase;
  let catalog: RunningCatalog;
  const clients: grpc.Client[] = [];

  const clientOf = (definition: grpc.ServiceDefinition, name: string): grpc.Client => {
    const client = new (grpc.makeClientConstructor(definition, name))(
      catalog.grpcAddress,
      credentials,
    );
    clients.push(client);
    return client;
  };

  /** One question by server reflection. */
  const reflect = (request: object) =>
    new Promise<Record<string, never>>((resolve, reject) => {
      const client = clientOf(reflectionDefinition(), 'reflection');
      const stream = (client as unknown as Record<string, Reflect>)['ServerReflectionInfo']?.();
      stream?.on('data', (reply: Record<string, never>) => {
        resolve(reply);
        stream.end();
      });
      stream?.on('error', reject);
      stream?.write(request);
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    catalog = await startCatalog({
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      EMBEDDINGS_MODEL: 'none',
    });
  });

  afterAll(async () => {
    for (const client of clients) client.close();
    await database[Symbol.asyncDispose]();
  });

  it('learns which services there are', async () => {
    const { listServicesResponse } = await reflect({ listServices: '' });
    expect(listServicesResponse).toMatchObject({
      service: expect.arrayContaining([{ name: service }]) as unknown,
    });
  });

  it('learns what they take and give', async () => {
    const { fileDescriptorResponse } = await reflect({ fileContainingSymbol: service });
    const { fileDescriptorProto } = fileDescriptorResponse as unknown as {
      fileDescriptorProto: Uint8Array[];
    };
    const text = Buffer.concat(fileDescriptorProto).toString('latin1');
    expect(text).toContain('ListProducts');
  });

  it('is told whether it serves', async () => {
    const client = clientOf(healthService, 'health');
    for (const name of ['', service]) {
      expect(await ask(client, 'check', { service: name })).toEqual({ status: 'SERVING' });
    }
    await expect(ask(client, 'check', { service: 'no.such.Service' })).rejects.toMatchObject({
      code: grpc.status.NOT_FOUND,
    });
  });

  it('is told which field was wrong, by the richer error model', async () => {
    const definition = loadSync('libs/contracts/proto/catalog.proto')[service];
    const client = clientOf(definition as grpc.ServiceDefinition, service);
    const error = await ask(client, 'listProducts', { tenantId: 'nobody' }).catch(
      (thrown: unknown) => thrown as grpc.ServiceError,
    );
    const { code, metadata } = error as grpc.ServiceError;
    expect(code).toBe(grpc.status.INVALID_ARGUMENT);
    const [sent] = metadata.get(statusDetailsKey);
    expect(statusType.decode(sent as Buffer).toJSON()['details']).toEqual([
      { '@type': detail('ErrorInfo'), reason: 'malformed', domain: 'tulia' },
      {
        '@type': detail('BadRequest'),
        fieldViolations: [{ field: '/tenantId', description: 'Invalid UUID' }],
      },
    ]);
  });

  it('is told when it stops, which it does not keep it from', async () => {
    const client = clientOf(healthService, 'health');
    const told: unknown[] = [];
    const stream = (client as unknown as Record<string, Watch>)['watch']?.({ service });
    const ended = once(stream as grpc.ClientReadableStream<object>, 'end');
    stream?.on('data', (reply) => told.push(reply));
    await eventually(() => Promise.resolve(expect(told).toEqual([{ status: 'SERVING' }])));
    await catalog[Symbol.asyncDispose]();
    await ended;
    expect(told).toEqual([{ status: 'SERVING' }, { status: 'NOT_SERVING' }]);
  });
});
