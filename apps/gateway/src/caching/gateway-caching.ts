import { CachingModule } from '#caching';
import { type ChangeFeedOptions, ChangesModule } from '#changes';
import { type Environment, getEnvironmentToken } from '#config';
import { cacheLifeMs, cacheOptions } from '#observability';
import { type DynamicModule } from '@nestjs/common';
import { agentConfigurations } from '../agent/agent.service.js';
import { apiKeys } from '../auth/api-key-directory.js';
import { inboundChannels } from '../channels/channel-directory.js';

const changesOptions = (environment: Environment): ChangeFeedOptions => ({
  databaseUrl: environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL,
  applicationName: `gateway changes ${process.pid}`,
  enabled: environment.USE_CACHE,
  lookBackMs: cacheLifeMs(environment, [inboundChannels, apiKeys, agentConfigurations]),
});

/** What the gateway caches, and what tells it of changes of that. */
export const gatewayCaching = (): DynamicModule[] => [
  CachingModule.forRootAsync({
    inject: [getEnvironmentToken()],
    useFactory: cacheOptions('gateway'),
  }),
  ChangesModule.forRootAsync({ inject: [getEnvironmentToken()], useFactory: changesOptions }),
];
