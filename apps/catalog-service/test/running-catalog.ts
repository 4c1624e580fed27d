import { CatalogClient, type CatalogClientOptions } from '#catalog-client';
import { type Environment } from '#config';
import { freePort } from '#local-servers';
import { setTimeout } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuid } from 'uuid';
import { testEnvironment } from '../../../test/support/environment.js';
import { AppModule } from '../src/app.module.js';
import { serveTransports } from '../src/transport/serve-transports.js';

export interface RunningCatalog extends AsyncDisposable {
  app: NestFastifyApplication;
  /** host:port */
  grpcAddress: string;
  environment: Environment;
}

/** One replica of catalog-service, as `main.ts` starts it. */
export const startCatalog = async (
  given: { DATABASE_URL: string; REDIS_URL: string } & Record<string, string>,
): Promise<RunningCatalog> => {
  const grpcAddress = `127.0.0.1:${await freePort()}`;
  const environment = testEnvironment({ GRPC_LISTEN: grpcAddress, ...given });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(environment),
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  await serveTransports(app, environment);
  await app.listen(0, '127.0.0.1');
  return { app, grpcAddress, environment, [Symbol.asyncDispose]: () => app.close() };
};

/** A caller of these replicas. */
export const clientOf = (
  catalogs: readonly RunningCatalog[],
  options: Partial<CatalogClientOptions> = {},
): CatalogClient & Disposable => {
  const [first] = catalogs;
  const client = new CatalogClient({
    transport: 'redis',
    redisUrl: first?.environment.REDIS_URL ?? '',
    keyPrefix: first?.environment.KEY_PREFIX ?? '',
    grpcUrl: `ipv4:${catalogs.map(({ grpcAddress }) => grpcAddress).join(',')}`,
    passKeys: first?.environment.ENCRYPTION_KEYS ?? [],
    redisTimeoutMs: 5_000,
    ...options,
  });
  return Object.assign(client, { [Symbol.dispose]: () => client.onApplicationShutdown() });
};

/** A caller that has nothing but Redis, once it is connected. */
export const redisClientOf = async (
  catalogs: readonly RunningCatalog[],
): Promise<CatalogClient & Disposable> => {
  const client = clientOf(catalogs, { grpcUrl: '127.0.0.1:1', breakerThreshold: 1_000 });
  await eventually(() => client.call('listProducts', { tenantId: uuid() }));
  return client;
};

/** Tries again until it succeeds; the last error when it does not within ten seconds. */
export const eventually = async <Result>(attempt: () => Promise<Result>): Promise<Result> => {
  const giveUpAt = Date.now() + 10_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await setTimeout(25);
    }
  }
};
