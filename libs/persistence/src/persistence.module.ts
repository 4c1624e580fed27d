import { type Environment, getEnvironmentToken } from '#config';
import { recordStatements } from '#relations';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions, type PersistenceOptions } from './data-source.js';
import { SecretBox } from './secret-box.js';

@Module({})
export class PersistenceModule {
  /**
   * The database of a service (needs ConfigModule) and the `SecretBox`; global. PostgreSQL being
   * away at boot is waited for: the process stays alive but not ready.
   */
  static forRoot(
    applicationName: string,
    bounds: Omit<PersistenceOptions, 'databaseUrl' | 'applicationName'> = {},
  ): DynamicModule {
    const logger = new Logger('Persistence');
    return {
      module: PersistenceModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [getEnvironmentToken()],
          useFactory: (environment: Environment) => ({
            ...dataSourceOptions({
              databaseUrl: environment.DATABASE_URL,
              applicationName,
              prepare: environment.DATABASE_PREPARE,
              ...bounds,
            }),
            ...recordStatements({
              onError: (error, statement) => {
                logger.warn({ err: error, statement: statement.slice(0, 200) }, 'statement failed');
              },
            }),
            retryAttempts: 30,
            retryDelay: 1000,
          }),
        }),
      ],
      providers: [
        {
          provide: SecretBox,
          inject: [getEnvironmentToken()],
          useFactory: (environment: Environment) => new SecretBox(environment.ENCRYPTION_KEYS),
        },
      ],
      exports: [SecretBox, TypeOrmModule],
    };
  }
}
