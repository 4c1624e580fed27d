import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ApiDescription } from './api-description.js';
import { DocsController } from './docs.controller.js';
import { DescribedRoutes } from './routes.js';

@Module({
  imports: [DiscoveryModule],
  controllers: [DocsController],
  providers: [ApiDescription, DescribedRoutes],
})
export class OpenApiModule {}
