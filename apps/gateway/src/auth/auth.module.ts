import { CachingModule } from '#caching';
import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ApiKeyDirectory, apiKeys } from './api-key-directory.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ClosedRoutes } from './closed-routes.js';

/** Every route of the application needs a key unless it is `@Public()`. */
@Module({
  imports: [CachingModule.forFeature([apiKeys]), DiscoveryModule],
  providers: [ApiKeyDirectory, ClosedRoutes, { provide: APP_GUARD, useClass: ApiKeyGuard }],
})
export class AuthModule {}
