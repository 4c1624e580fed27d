import { ConfigModule, type Environment } from '#config';
import { HealthModule, LoggingModule } from '#observability';
import { PersistenceModule } from '#persistence';
import { type DynamicModule, Module } from '@nestjs/common';
import { KnowledgeModule } from './knowledge/knowledge.module.js';
import { ProductsModule } from './products/products.module.js';
import { SearchModule } from './search/search.module.js';
import { ServicesModule } from './services/services.module.js';
import { TransportModule } from './transport/transport.module.js';

const serviceName = 'catalog-service';

@Module({})
export class AppModule {
  /** @param environment `process.env` unless a test hands one in */
  static forRoot(environment?: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(environment),
        LoggingModule.forRoot(serviceName),
        PersistenceModule.forRoot(serviceName),
        HealthModule,
        ProductsModule,
        ServicesModule,
        KnowledgeModule,
        SearchModule,
        TransportModule,
      ],
    };
  }
}
