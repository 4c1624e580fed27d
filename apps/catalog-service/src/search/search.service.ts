import { type CatalogCommand, type SearchHit, type SearchResult } from '#contracts';
import { type DocumentKind } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { KnowledgeService } from '../knowledge/knowledge.service.js';
import { ProductsService } from '../products/products.service.js';
import { ServicesService } from '../services/services.service.js';
import { queryWords } from './query-words.js';
import { rankingSql } from './ranking.sql.js';

interface RankedDocument {
  kind: DocumentKind;
  id: string;
  score: number;
  coverage: number;
}

@Injectable()
export class SearchService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly products: ProductsService,
    private readonly services: ServicesService,
    private readonly knowledge: KnowledgeService,
  ) {}

  /** The active items that best answer a question; none when it has no word to search for. */
  async search(command: CatalogCommand<'search'>): Promise<SearchResult> {
    const ranked = await this.rank(command);
    const items = await this.load(command.tenantId, ranked);
    return {
      hits: ranked.flatMap(({ id, score, coverage }) => {
        // One deleted since it was ranked is left out.
        const item = items.get(id);
        return item === undefined ? [] : [{ score, coverage, ...item }];
      }),
    };
  }

  private async rank(command: CatalogCommand<'search'>): Promise<RankedDocument[]> {
    const words = queryWords(command.query);
    if (words.length === 0) return [];
    return this.database.query<RankedDocument[]>(rankingSql, [
      command.tenantId,
      words.map(({ text }) => text),
      words.map(({ emphasis }) => emphasis),
      command.limit,
      command.language ?? null,
    ]);
  }

  /** One statement a kind, variants aside. */
  private async load(
    tenantId: string,
    ranked: readonly RankedDocument[],
  ): Promise<Map<string, Partial<SearchHit>>> {
    const idsOf = (wanted: DocumentKind): string[] =>
      ranked.filter(({ kind }) => kind === wanted).map(({ id }) => id);
    const [products, services, entries] = await Promise.all([
      this.products.byIds(tenantId, idsOf('product')),
      this.services.byIds(tenantId, idsOf('service')),
      this.knowledge.byIds(tenantId, idsOf('knowledge')),
    ]);
    return new Map<string, Partial<SearchHit>>([
      ...products.map((product) => [product.id, { product }] as const),
      ...services.map((service) => [service.id, { service }] as const),
      ...entries.map((knowledge) => [knowledge.id, { knowledge }] as const),
    ]);
  }
}
