import { asSystem, asTenant } from '#persistence';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ImportDatabase } from './import-database.js';
import { type ClaimedImport, finalReason, ImportJob, ImportLostError } from './import-job.js';
import * as sql from './import.statements.js';

/** How often a gateway looks whether another one has left work behind. */
const pauseMs = 5_000;

/** Works imports off, one at a time in each gateway; PostgreSQL says whose turn it is. */
@Injectable()
export class ImportRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ImportRunner.name);
  private readonly owner = `gateway-${uuidv7()}`;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private job: ImportJob | undefined;
  private stopped = false;

  constructor(
    @InjectDataSource() private readonly requests: DataSource,
    private readonly imports: ImportDatabase,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  /** Another gateway goes on at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await asSystem(async () => this.job?.stop());
    await this.working;
  }

  /** There is work; it begins at once unless this gateway is at another import. */
  wake(): void {
    if (this.stopped || this.working !== undefined) return;
    clearTimeout(this.timer);
    this.working = asSystem(() => this.workOff())
      .catch((error: unknown) => this.logger.warn({ err: error }, 'imports were not worked off'))
      .finally(() => {
        this.working = undefined;
        this.schedule();
      });
  }

  private schedule(): void {
    if (this.stopped) return;
    // Jitter keeps replicas from looking at the same moment.
    this.timer = setTimeout(() => this.wake(), pauseMs * (0.5 + Math.random() / 2));
  }

  /** Of all tenants: whose import is next, nobody knows before. */
  private async workOff(): Promise<void> {
    await this.requests.query(sql.abandonStatement);
    while (!this.stopped) {
      const [[claimed]] = await this.requests.query<[ClaimedImport[]]>(sql.claimStatement, [
        this.owner,
      ]);
      if (claimed === undefined) return;
      await asTenant(claimed.tenantId, () => this.carryOut(claimed));
    }
  }

  private async carryOut(claimed: ClaimedImport): Promise<void> {
    const { tenantId, id: importId } = claimed;
    const database = await this.imports.open();
    const key = [tenantId, importId];
    this.job = new ImportJob(database, claimed, this.owner);
    try {
      await this.job.run();
      this.logger.log({ tenantId, importId }, 'import completed');
    } catch (error) {
      const reason = finalReason(error, claimed);
      if (reason === undefined) {
        if (!(error instanceof ImportLostError)) {
          this.logger.warn({ err: error as Error, tenantId, importId }, 'import will be retried');
        }
        await database.query(sql.releaseStatement, [...key, this.owner]);
      } else {
        await database.query(sql.failStatement, [...key, reason, this.owner]);
        this.logger.warn({ tenantId, importId, reason }, 'import failed');
      }
    } finally {
      this.job = undefined;
    }
  }
}
