import { Problem } from '#contracts';
import { type ImportFormat, type ImportKind } from '#persistence';
import { type DataSource, type EntityManager } from 'typeorm';
import { checkRow, type RefusedRow, type StagedRow } from './check-row.js';
import { applyTimeoutMs } from './import-database.js';
import * as sql from './import.statements.js';
import { type ItemKind, itemKinds } from './item-kinds.js';
import { readRows } from './read-rows.js';

export interface ClaimedImport {
  tenantId: string;
  id: string;
  kind: ImportKind;
  format: ImportFormat;
  state: 'reading' | 'applying';
  /** Rows that an earlier attempt has put aside: they are not looked at again. */
  rowsRead: number;
  attempts: number;
}

const rowsAtOnce = 500;

/** The import is another process's by now, or the process is to end. */
export class ImportLostError extends Error {}

/**
 * One import's way from its file into the catalog: rows are checked and put aside batch by batch,
 * then all of them go in at once. Wherever it is killed, the next attempt goes on from the last
 * batch, and nobody has seen a half of it.
 */
export class ImportJob {
  private readonly kind: ItemKind;
  private readonly key: [tenantId: string, id: string];
  private bytesRead = 0;
  private stopped = false;
  /** The connection that applies. */
  private backend: number | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly claimed: ClaimedImport,
    private readonly owner: string,
  ) {
    this.kind = itemKinds[claimed.kind];
    this.key = [claimed.tenantId, claimed.id];
  }

  /** @throws ImportLostError, or Problem where the file cannot be read */
  async run(): Promise<void> {
    if (this.claimed.state === 'reading') await this.read();
    await this.apply();
  }

  /** What is applied is undone by PostgreSQL; what has been put aside stays. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.backend === undefined) return;
    await this.database.query('SELECT pg_cancel_backend($1)', [this.backend]);
  }

  private async read(): Promise<void> {
    const { format, rowsRead } = this.claimed;
    let number = 0;
    let batch: (StagedRow | RefusedRow)[] = [];
    for await (const row of readRows(this.chunks(), format, this.kind.cells)) {
      number += 1;
      if (number <= rowsRead) continue;
      batch.push(checkRow(this.kind, row, number));
      if (batch.length < rowsAtOnce) continue;
      await this.put(batch, number);
      batch = [];
    }
    await this.put(batch, number);
  }

  private async *chunks(): AsyncGenerator<Buffer> {
    for (let position = 0; ; position++) {
      const [chunk] = await this.database.query<{ bytes: Buffer }[]>(sql.chunkStatement, [
        ...this.key,
        position,
      ]);
      if (chunk === undefined) return;
      yield chunk.bytes;
      this.bytesRead += chunk.bytes.length;
    }
  }

  private async put(batch: (StagedRow | RefusedRow)[], rowsRead: number): Promise<void> {
    if (this.stopped) throw new ImportLostError();
    const refused = batch.filter((row) => 'errors' in row);
    const staged = batch.filter((row) => !('errors' in row));
    const lists = [JSON.stringify(staged), JSON.stringify(refused)];
    const [held] = await this.database.query<[object[]]>(sql.batchStatement, [
      ...this.key,
      ...lists,
      this.owner,
      rowsRead,
      this.bytesRead,
    ]);
    if (held.length === 0) throw new ImportLostError();
  }

  private async apply(): Promise<void> {
    const [begun] = await this.database.query<[object[]]>(sql.beginApplyStatement, [
      ...this.key,
      this.owner,
    ]);
    if (begun.length === 0 || this.stopped) throw new ImportLostError();
    try {
      await this.database.transaction((manager) => this.applyWithin(manager));
    } finally {
      this.backend = undefined;
    }
  }

  private async applyWithin(manager: EntityManager): Promise<void> {
    const [held] = await manager.query<{ pid: number }[]>(sql.holdStatement, [
      ...this.key,
      this.owner,
    ]);
    if (held === undefined) throw new ImportLostError();
    this.backend = held.pid;
    await manager.query(`SELECT set_config('statement_timeout', $1, true)`, [`${applyTimeoutMs}`]);
    const [applied] = await manager.query<{ created: number }[]>(
      sql.upsertStatement(this.kind),
      this.key,
    );
    if (this.kind.toVariants !== undefined) {
      await manager.query(sql.dropVariantsStatement, this.key);
      await manager.query(sql.putVariantsStatement, this.key);
    }
    await manager.query(sql.completeStatement, [...this.key, applied?.created ?? 0]);
  }
}

const mostAttempts = 5;

/** What an import came to nothing for; undefined: it may go well another time. */
export const finalReason = (error: unknown, { attempts }: ClaimedImport): string | undefined => {
  if (error instanceof Problem) return error.message;
  return attempts >= mostAttempts ? 'something went wrong on our side, again and again' : undefined;
};
