import {
  type CatalogCommand,
  type CatalogResults,
  type KnowledgeEntry,
  knowledgeInput,
} from '#contracts';
import { KnowledgeEntryEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { TenantItems } from '../storage/tenant-items.js';
import { Handles } from '../transport/handles.decorator.js';
import { knowledgeColumns, toKnowledgeEntry } from './knowledge.mapping.js';

@Injectable()
export class KnowledgeService {
  private readonly entries: TenantItems<KnowledgeEntryEntity>;

  constructor(@InjectDataSource() database: DataSource) {
    this.entries = new TenantItems(database.getRepository(KnowledgeEntryEntity));
  }

  @Handles('listKnowledge')
  async list(command: CatalogCommand<'listKnowledge'>): Promise<CatalogResults['listKnowledge']> {
    const { rows, nextCursor } = await this.entries.page(command, (query) => {
      if (command.type !== undefined) query.andWhere('item.type = :type', { type: command.type });
    });
    return { items: rows.map(toKnowledgeEntry), nextCursor };
  }

  @Handles('getKnowledge')
  async get({ tenantId, id }: { tenantId: string; id: string }): Promise<KnowledgeEntry> {
    return toKnowledgeEntry(await this.entries.get(tenantId, id));
  }

  /** Those that exist, in no particular order. */
  async byIds(tenantId: string, ids: readonly string[]): Promise<KnowledgeEntry[]> {
    return (await this.entries.byIds(tenantId, ids)).map(toKnowledgeEntry);
  }

  @Handles('createKnowledge')
  async create({ tenantId, input }: CatalogCommand<'createKnowledge'>): Promise<KnowledgeEntry> {
    const columns = knowledgeColumns(input, Object.keys(knowledgeInput.shape));
    return toKnowledgeEntry(await this.entries.insert({ tenantId, id: uuid(), ...columns }));
  }

  @Handles('updateKnowledge')
  async update(command: CatalogCommand<'updateKnowledge'>): Promise<KnowledgeEntry> {
    const { tenantId, id, patch, updateMask } = command;
    await this.entries.change(tenantId, id, knowledgeColumns(patch, updateMask));
    return this.get(command);
  }

  @Handles('deleteKnowledge')
  async delete({
    tenantId,
    id,
  }: CatalogCommand<'deleteKnowledge'>): Promise<Record<string, never>> {
    await this.entries.remove(tenantId, id);
    return {};
  }
}
