import { type Page, type PageRequest } from '#contracts';
import {
  ImportEntity,
  ImportErrorEntity,
  importFormats,
  importKinds,
  importStates,
} from '#persistence';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { newestFirst, pageOf } from '../tenancy/keyset.js';
import { TenantScope } from '../tenancy/tenant-scope.js';

/** An import as the API shows it. */
export const importResource = z
  .object({
    id: z.uuid(),
    kind: z.enum(importKinds),
    format: z.enum(importFormats),
    state: z.enum(importStates),
    progress: z.number().min(0).max(1).describe('Share of the file that has been read'),
    rowsRead: z.int(),
    rowsInvalid: z.int().describe('They are left out; `/v1/imports/{id}/errors` says why'),
    created: z.int().nullable().describe('Items made; null until it is completed'),
    updated: z.int().nullable().describe('Items that were there by their external id'),
    failure: z.string().nullable().describe('Why it came to nothing: the catalog is as it was'),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Import' });
export type Import = z.output<typeof importResource>;

export const rowErrors = z
  .object({
    row: z.int().describe("From 1; a CSV file's first line is no row"),
    errors: z.array(z.object({ field: z.string(), detail: z.string() })),
  })
  .meta({ id: 'ImportRowErrors' });
export type RowErrors = z.output<typeof rowErrors>;

const toImport = (row: ImportEntity): Import => ({
  id: row.id,
  kind: row.kind,
  format: row.format,
  state: row.state,
  progress: row.bytes === 0 ? 0 : row.bytesRead / row.bytes,
  rowsRead: row.rowsRead,
  rowsInvalid: row.rowsInvalid,
  created: row.created,
  updated: row.updated,
  failure: row.failure,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

const byRow = [{ column: 'row.number', type: 'bigint' }] as const;

@Injectable()
export class ImportsService {
  constructor(private readonly scope: TenantScope) {}

  async list(tenantId: string, request: PageRequest): Promise<Page<Import>> {
    const query = this.scope.of(tenantId, ImportEntity).select();
    const { items, nextCursor } = await pageOf(query, newestFirst, request);
    return { items: items.map(toImport), nextCursor };
  }

  /** @throws Problem `not_found` */
  async get(tenantId: string, id: string): Promise<Import> {
    return toImport(await this.scope.of(tenantId, ImportEntity).get({ id }));
  }

  /** The last row first. @throws Problem `not_found` */
  async errors(tenantId: string, id: string, request: PageRequest): Promise<Page<RowErrors>> {
    await this.get(tenantId, id);
    const query = this.scope
      .of(tenantId, ImportErrorEntity)
      .select()
      .andWhere('row.importId = :id', { id });
    const { items, nextCursor } = await pageOf(query, byRow, request);
    return { items: items.map(({ number: row, errors }) => ({ row, errors })), nextCursor };
  }
}
