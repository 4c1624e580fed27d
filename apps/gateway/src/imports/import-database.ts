import { type Environment, getEnvironmentToken } from '#config';
import { createDataSource } from '#persistence';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type DataSource } from 'typeorm';

/** A large file goes into the catalog in one transaction, beside which requests' bounds are nothing. */
export const applyTimeoutMs = 600_000;

/** Connections of their own for imports: none that a request waits for, and bounded by minutes. */
@Injectable()
export class ImportDatabase implements OnApplicationShutdown {
  private opened: Promise<DataSource> | undefined;

  constructor(@Inject(getEnvironmentToken()) private readonly environment: Environment) {}

  /** Opened when the first import needs it. */
  async open(): Promise<DataSource> {
    this.opened ??= this.connect();
    return this.opened;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.opened?.then((database) => database.destroy());
  }

  private async connect(): Promise<DataSource> {
    const { DATABASE_URL: databaseUrl, DATABASE_PREPARE: prepare } = this.environment;
    try {
      return await createDataSource({
        databaseUrl,
        applicationName: 'gateway-imports',
        poolSize: 2,
        statementTimeoutMs: applyTimeoutMs,
        prepare,
        pooled: !prepare,
        otherwise: 'nobody',
      }).initialize();
    } catch (error) {
      this.opened = undefined;
      throw error;
    }
  }
}
