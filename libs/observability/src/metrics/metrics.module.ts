import { Controller, Get, Global, Header, Module, SetMetadata } from '@nestjs/common';
import { Registry } from 'prom-client';
import { publicRouteKey } from '../public-route.js';
import { Metrics } from './metrics.js';

@SetMetadata(publicRouteKey, true)
@Controller('metrics')
class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  @Header('cache-control', 'no-store')
  scrape(): Promise<string> {
    return this.metrics.text();
  }
}

/** `/metrics`, and `Metrics` for every feature that has figures to show. */
@Global()
@Module({ controllers: [MetricsController], providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
