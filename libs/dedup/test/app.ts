import { type ModuleMetadata } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DedupModule, type DedupOptions } from '../src/index.js';

/** One replica of an application that uses the module as any application would. */
export async function startApp(
  options: DedupOptions,
  metadata: Omit<ModuleMetadata, 'imports'>,
): Promise<NestFastifyApplication> {
  // The classes under test live in a module of their own, which imports nothing.
  class FeatureModule {}
  const feature = { module: FeatureModule, ...metadata };
  const testing = await Test.createTestingModule({
    imports: [DedupModule.forRoot(options), feature],
  }).compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  await app.init();
  return app;
}
