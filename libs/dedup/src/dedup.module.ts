import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigurableModuleClass } from './dedup.module-definition.js';
import {
  deduplicatorProvider,
  idempotencyStoreProvider,
  leasesProvider,
  nodesProvider,
  stateRedisProvider,
  statesProvider,
} from './dedup.providers.js';
import { RedisNodes } from './redis/redis-nodes.js';
import { StateRedis } from './redis/state-redis.js';

const exported = [leasesProvider, statesProvider, deduplicatorProvider, idempotencyStoreProvider];

@Module({ providers: [nodesProvider, stateRedisProvider, ...exported], exports: exported })
export class DedupModule extends ConfigurableModuleClass implements OnApplicationShutdown {
  constructor(
    private readonly nodes: RedisNodes,
    private readonly stateRedis: StateRedis,
  ) {
    super();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.nodes.close(), this.stateRedis.close()]);
  }
}
