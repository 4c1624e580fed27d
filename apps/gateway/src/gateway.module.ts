import { TieredCache } from '#caching';
import { ConfigModule, type Environment } from '#config';
import { HealthModule, LoggingModule, Metrics, MetricsModule, reportCache } from '#observability';
import { PersistenceModule } from '#persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AgentModule } from './agent/agent.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { gatewayCaching } from './caching/gateway-caching.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { ChatModule } from './chat/chat.module.js';
import { CustomersModule } from './customers/customers.module.js';
import { InputPipe } from './http/input.pipe.js';
import { gatewayDedup } from './idempotency/gateway-dedup.js';
import { HandoffWebhookModule } from './handoff-webhook/handoff-webhook.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { InboxModule } from './inbox/inbox.module.js';
import { KeysModule } from './keys/keys.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { OpenApiModule } from './openapi/openapi.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { QuestionsModule } from './questions/questions.module.js';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';
import { StatisticsModule } from './statistics/statistics.module.js';
import { TenantsModule } from './tenants/tenants.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** A provider waits a few seconds for its 2xx: a database that is slower than this is away. */
const databaseBounds = {
  connectTimeoutMs: 2_500,
  statementTimeoutMs: 2_500,
  poolSize: 20,
  otherwise: 'nobody' as const,
};

@Module({})
export class GatewayModule {
  constructor(metrics: Metrics, cache: TieredCache) {
    reportCache(metrics, cache);
  }

  static forRoot(environment: Environment): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        ConfigModule.forRoot(environment),
        LoggingModule.forRoot('gateway'),
        PersistenceModule.forRoot('gateway', databaseBounds),
        HealthModule,
        ...gatewayCaching(),
        gatewayDedup(),
        MetricsModule,
        RateLimitsModule,
        AuthModule,
        WebhooksModule,
        ChatModule,
        TenantsModule,
        KeysModule,
        ChannelsModule,
        AgentModule,
        CatalogModule,
        HandoffWebhookModule,
        ImportsModule,
        InboxModule,
        QuestionsModule,
        CustomersModule,
        AuditModule,
        MessagesModule,
        StatisticsModule,
        OperationsModule,
        OpenApiModule,
      ],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: InputPipe },
      ],
    };
  }
}
