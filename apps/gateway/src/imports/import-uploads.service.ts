import { Problem } from '#contracts';
import { ImportEntity, type ImportFormat, type ImportKind } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ImportRunner } from './import-runner.service.js';
import * as sql from './import.statements.js';

const chunkBytes = 256 * 1024;
/** About 300,000 products. */
const mostBytes = 64 * 1024 * 1024;

export interface Upload {
  tenantId: string;
  kind: ImportKind;
  format: ImportFormat;
  /** Who sends it. */
  actor: string;
}

/** Pieces of one size, of whatever the socket gives. */
async function* chunksOf(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let gathered = 0;
  for await (const piece of file) {
    pieces.push(piece);
    gathered += piece.length;
    if (gathered < chunkBytes) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    gathered = 0;
  }
  if (gathered > 0) yield Buffer.concat(pieces);
}

/** Takes a file in as it arrives: the sender is slowed down to what PostgreSQL takes. */
@Injectable()
export class ImportUploads {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly runner: ImportRunner,
  ) {}

  /**
   * @returns the import's id; it is worked off from here on
   * @throws Problem `malformed` for an empty file, `too_large` beyond 64 MiB
   */
  async receive(upload: Upload, file: AsyncIterable<Buffer>): Promise<string> {
    const { tenantId } = upload;
    const id = uuidv7();
    const leaseUntil = (): string => `clock_timestamp() + interval '60 seconds'`;
    await this.database.manager.insert(ImportEntity, { ...upload, id, leaseUntil });
    try {
      const bytes = await this.store([tenantId, id], file);
      if (bytes === 0) throw new Problem('malformed', 'the file is empty');
      await this.database.query(sql.queueStatement, [tenantId, id, bytes]);
    } catch (error) {
      // Of a file that did not arrive nothing is worth keeping.
      await this.database.manager.delete(ImportEntity, { tenantId, id }).catch(() => undefined);
      throw error;
    }
    this.runner.wake();
    return id;
  }

  private async store(key: [string, string], file: AsyncIterable<Buffer>): Promise<number> {
    let bytes = 0;
    let position = 0;
    for await (const chunk of chunksOf(file)) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Problem('too_large', 'a file has at most 64 MiB');
      await this.database.query(sql.storeStatement, [...key, position++, chunk]);
    }
    return bytes;
  }
}
