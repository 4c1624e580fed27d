import { type Environment, getEnvironmentToken } from '#config';
import { recordStatements } from '#relations';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { dataSourceOptions, type PersistenceOptions } from './data-source.js';
import { ReadDatabase } from './read-database.js';
import { SecretBox } from './secret-box.js';

type Bounds = Omit<PersistenceOptions, 'databaseUrl' | 'applicationName'>;

const logger = new Logger('Persistence');

const recordedOptions = (
  environment: Environment,
  databaseUrl: string,
  applicationName: string,
  bounds: Bounds,
): DataSourceOptions => ({
  ...dataSourceOptions({
    databaseUrl,
    applicationName,
    prepare: environment.DATABASE_PREPARE,
    pooled: !environment.DATABASE_PREPARE,
    ...bounds,
  }),
  ...recordStatements({
    onError: (error, statement) => {
      logger.warn({ err: error, statement: statement.slice(0, 200) }, 'statement failed');
    },
  }),
});

@Module({})
export class PersistenceModule {
  /**
   * The database of a service (needs ConfigModule), its replica for reading, and the `SecretBox`;
   * global. PostgreSQL being
   * away at boot is waited for: the process stays alive but not ready.
   */
  static forRoot(applicationName: string, bounds: Bounds = {}): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [getEnvironmentToken()],
          useFactory: (environment: Environment) => ({
            ...recordedOptions(environment, environment.DATABASE_URL, applicationName, bounds),
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
        {
          provide: ReadDatabase,
          inject: [getEnvironmentToken(), DataSource],
          useFactory: (environment: Environment, primary: DataSource) => {
            const { DATABASE_READ_URL: url } = environment;
            if (url === undefined) return new ReadDatabase(primary);
            const replica = recordedOptions(environment, url, `${applicationName} reads`, bounds);
            return new ReadDatabase(primary, new DataSource(replica));
          },
        },
      ],
      exports: [SecretBox, ReadDatabase, TypeOrmModule],
    };
  }
}
