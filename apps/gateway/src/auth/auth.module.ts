import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ApiKeyDirectory } from './api-key-directory.js';
import { ApiKeyGuard } from './api-key.guard.js';
import { ClosedRoutes } from './closed-routes.js';

/** Every route of the application needs a key unless it is `@Public()`. */
@Module({
  imports: [DiscoveryModule],
  providers: [ApiKeyDirectory, ClosedRoutes, { provide: APP_GUARD, useClass: ApiKeyGuard }],
})
export class AuthModule {}
