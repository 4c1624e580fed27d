import { Controller, Get, Module, ServiceUnavailableException, SetMetadata } from '@nestjs/common';
import {
  HealthCheckService,
  TerminusModule,
  TypeOrmHealthIndicator,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { publicRouteKey } from './public-route.js';
import { Readiness } from './readiness.js';

@SetMetadata(publicRouteKey, true)
@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly readiness: Readiness,
  ) {}

  /** The process turns its event loop: restart it only when this fails. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /**
   * Send work here? Not while draining, nor without PostgreSQL. Redis does not count: without it
   * the service is slower, not broken.
   */
  @Get('ready')
  async ready(): Promise<HealthCheckResult> {
    if (this.readiness.draining) throw new ServiceUnavailableException('draining');
    return this.health.check([
      () => this.database.pingCheck('database', { timeout: 1000 }),
      ...this.readiness.checks,
    ]);
  }
}

/** `/health/live` and `/health/ready`. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [Readiness],
  exports: [Readiness],
})
export class HealthModule {}
