import { Controller, Get, Global, Header, Headers, Module, Res, SetMetadata } from '@nestjs/common';
import { Registry } from 'prom-client';
import { publicRouteKey } from '../public-route.js';
import { Metrics } from './metrics.js';

interface HasHeaders {
  header(name: string, value: string): unknown;
}

@SetMetadata(publicRouteKey, true)
@Controller('metrics')
class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** As OpenMetrics, with exemplars, for whoever says that it reads that; else as plain text. */
  @Get()
  @Header('cache-control', 'no-store')
  @Header('vary', 'accept')
  async scrape(
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: HasHeaders,
  ): Promise<string> {
    const open = accept?.includes('application/openmetrics-text') === true;
    const text = await (open ? this.metrics.openMetrics() : this.metrics.text());
    reply.header(
      'content-type',
      open ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE,
    );
    return text;
  }
}

/** `/metrics`, and `Metrics` for every feature that has figures to show. */
@Global()
@Module({ controllers: [MetricsController], providers: [Metrics], exports: [Metrics] })
export class MetricsModule {}
