import { Cached, type CacheFamily, InjectFamily, type ReadOptions, Warms } from '#caching';
import { ChangeFeed } from '#changes';
import {
  type CatalogCommand,
  catalogMethods,
  type CatalogResults,
  type KnowledgeEntry,
  knowledgeInput,
  parseInput,
  type WirePage,
} from '#contracts';
import { KnowledgeEntryEntity } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CachedItems, forgetChangedItems } from '../storage/cached-items.js';
import { listPlace } from '../storage/item-families.js';
import { TenantItems } from '../storage/tenant-items.js';
import { Handles } from '../transport/handles.decorator.js';
import { knowledgeItems, knowledgeLists } from './knowledge.families.js';
import { knowledgeColumns, toKnowledgeEntry } from './knowledge.mapping.js';

@Injectable()
export class KnowledgeService {
  private readonly entries: TenantItems<KnowledgeEntryEntity>;

  private readonly cached: CachedItems<KnowledgeEntry>;

  constructor(
    @InjectDataSource() database: DataSource,
    @InjectFamily(knowledgeItems) items: CacheFamily<KnowledgeEntry | null>,
    @InjectFamily(knowledgeLists) lists: CacheFamily<WirePage<KnowledgeEntry>>,
    changes: ChangeFeed,
  ) {
    this.entries = new TenantItems(database.getRepository(KnowledgeEntryEntity));
    this.cached = new CachedItems(items, (tenantId, ids) => this.load(tenantId, ids));
    forgetChangedItems(changes, 'knowledge', items, lists);
  }

  @Handles('listKnowledge')
  @Cached(knowledgeLists, (command: CatalogCommand<'listKnowledge'>) => {
    const { id, ...place } = listPlace(command);
    return { ...place, id: [...id, command.type ?? null] };
  })
  async list(command: CatalogCommand<'listKnowledge'>): Promise<CatalogResults['listKnowledge']> {
    const { rows, nextCursor } = await this.entries.page(command, (query) => {
      if (command.type !== undefined) query.andWhere('item.type = :type', { type: command.type });
    });
    return { items: rows.map(toKnowledgeEntry), nextCursor };
  }

  @Handles('getKnowledge')
  get(command: CatalogCommand<'getKnowledge'>): Promise<KnowledgeEntry> {
    return this.cached.get(command, command);
  }

  /** Those that exist, in no particular order. */
  byIds(
    tenantId: string,
    ids: readonly string[],
    options?: ReadOptions,
  ): Promise<KnowledgeEntry[]> {
    return this.cached.byIds(tenantId, ids, options);
  }

  /** What is asked for first: the list of what is active, and its items one by one. */
  @Warms(knowledgeItems)
  async warm(tenantId: string): Promise<void> {
    const command = { tenantId, activeOnly: true };
    const { items } = await this.list(parseInput(catalogMethods.listKnowledge.request, command));
    await this.byIds(
      tenantId,
      items.map(({ id }) => id),
    );
  }

  @Handles('createKnowledge')
  async create({ tenantId, input }: CatalogCommand<'createKnowledge'>): Promise<KnowledgeEntry> {
    const columns = knowledgeColumns(input, Object.keys(knowledgeInput.shape));
    return toKnowledgeEntry(await this.entries.insert({ tenantId, id: uuid(), ...columns }));
  }

  @Handles('updateKnowledge')
  async update(command: CatalogCommand<'updateKnowledge'>): Promise<KnowledgeEntry> {
    const { tenantId, id, patch, updateMask } = command;
    await this.entries.changing(command, toKnowledgeEntry, (entries) =>
      entries.change(tenantId, id, knowledgeColumns(patch, updateMask)),
    );
    return toKnowledgeEntry(await this.entries.get(tenantId, id));
  }

  @Handles('deleteKnowledge')
  async delete(command: CatalogCommand<'deleteKnowledge'>): Promise<Record<string, never>> {
    await this.entries.changing(command, toKnowledgeEntry, (entries) =>
      entries.remove(command.tenantId, command.id),
    );
    return {};
  }

  private async load(tenantId: string, ids: readonly string[]): Promise<KnowledgeEntry[]> {
    return (await this.entries.byIds(tenantId, ids)).map(toKnowledgeEntry);
  }
}
