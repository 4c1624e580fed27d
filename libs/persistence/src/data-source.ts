import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities } from './entities/index.js';
import { migrations } from './migrations/index.js';
import { type DatabaseAccess } from './database-access.js';
import { SnakeNaming } from './naming.js';
import { serviceClient } from './service-client.js';

export interface PersistenceOptions {
  databaseUrl: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Connections at most; 10 by default. */
  poolSize?: number;
  /** How long getting a connection may take, in milliseconds; 2,000 by default. */
  connectTimeoutMs?: number;
  /** How long a statement may take, in milliseconds; 10,000 by default. Migrations pass 0: no bound. */
  statementTimeoutMs?: number;
  /** Whether large statements are prepared once per connection. Not behind a transaction pooler. */
  prepare?: boolean;
  /** Whose rows a statement may touch where nothing was said; `system` by default. */
  otherwise?: DatabaseAccess;
  /**
   * Whether a transaction pooler stands between. Then nothing is asked of the connection, as the
   * next transaction gets another: set `statement_timeout` for the role instead.
   */
  pooled?: boolean;
}

/** One plan for all parameters: partitions are left out when the statement starts, not when it is planned. */
const prepared = { options: '-c plan_cache_mode=force_generic_plan' };

export const dataSourceOptions = (options: PersistenceOptions): DataSourceOptions => ({
  type: 'postgres',
  url: options.databaseUrl,
  applicationName: options.applicationName,
  poolSize: options.poolSize ?? 10,
  connectTimeoutMS: options.connectTimeoutMs ?? 2_000,
  extra: {
    // The client's own bound as well: a frozen server never answers `statement_timeout`.
    query_timeout: options.statementTimeoutMs ?? 10_000,
    ...(options.pooled === true ? {} : { statement_timeout: options.statementTimeoutMs ?? 10_000 }),
    keepAlive: true,
    Client: serviceClient({
      prepare: options.prepare ?? false,
      otherwise: options.otherwise ?? 'system',
    }),
    ...(options.prepare === true ? prepared : {}),
  },
  entities,
  migrations,
  migrationsTableName: 'migration',
  namingStrategy: new SnakeNaming(),
  installExtensions: false,
  synchronize: false,
  logging: false,
});

/** A data source outside Nest: for migrations, the command line and tests. */
export const createDataSource = (options: PersistenceOptions): DataSource =>
  new DataSource(dataSourceOptions(options));
