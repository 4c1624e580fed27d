import { HealthModule } from '#observability';
import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { SearchModule } from '../search/search.module.js';
import { Callers } from './callers.js';
import { CatalogCalls } from './catalog-calls.js';
import { CatalogGrpcController, CatalogRedisController } from './catalog.controllers.js';
import { GrpcHealth } from './grpc-health.js';
import { HandlerRegistry } from './handler-registry.js';

/** Offers whatever the features handle over gRPC and Redis transport. */
@Module({
  imports: [DiscoveryModule, HealthModule, SearchModule],
  controllers: [CatalogGrpcController, CatalogRedisController],
  providers: [GrpcHealth, HandlerRegistry, Callers, CatalogCalls],
})
export class TransportModule {}
