import { type CatalogCommand, type SearchHit, type SearchResult } from '#contracts';
import { type DocumentKind } from '#persistence';
import { Injectable } from '@nestjs/common';
import { KnowledgeService } from '../knowledge/knowledge.service.js';
import { ProductsService } from '../products/products.service.js';
import { ServicesService } from '../services/services.service.js';
import { Handles } from '../transport/handles.decorator.js';
import { type RankedDocument } from './ranking.family.js';
import { Rankings } from './rankings.js';

type Found = Pick<SearchHit, DocumentKind>;

@Injectable()
export class SearchService {
  constructor(
    private readonly rankings: Rankings,
    private readonly products: ProductsService,
    private readonly services: ServicesService,
    private readonly knowledge: KnowledgeService,
  ) {}

  /** The active items that best answer a question; none when it has no word to search for. */
  @Handles('search')
  async search(command: CatalogCommand<'search'>): Promise<SearchResult> {
    const ranked = await this.rankings.of(command);
    const items = await this.load(command, ranked);
    return {
      hits: ranked.flatMap(({ id, score, coverage, similarity, passage }) => {
        // One deleted or switched off since it was ranked is left out.
        const item = items.get(id);
        if (item === undefined) return [];
        return [
          {
            ...{ score, coverage },
            ...(similarity === null ? {} : { similarity: Math.max(0, similarity) }),
            ...(passage === null ? {} : { passage }),
            ...item,
          },
        ];
      }),
    };
  }

  /** Those that are active. One statement a kind for all that is not cached, variants aside. */
  private async load(
    { tenantId, useCache }: CatalogCommand<'search'>,
    ranked: readonly RankedDocument[],
  ): Promise<Map<string, Found>> {
    const idsOf = (wanted: DocumentKind): string[] =>
      ranked.filter(({ kind }) => kind === wanted).map(({ id }) => id);
    const [products, services, entries] = await Promise.all([
      this.products.byIds(tenantId, idsOf('product'), { useCache }),
      this.services.byIds(tenantId, idsOf('service'), { useCache }),
      this.knowledge.byIds(tenantId, idsOf('knowledge'), { useCache }),
    ]);
    const active = ({ active: isActive }: { active: boolean }): boolean => isActive;
    return new Map<string, Found>([
      ...products.filter(active).map((product) => [product.id, { product }] as const),
      ...services.filter(active).map((service) => [service.id, { service }] as const),
      ...entries.filter(active).map((knowledge) => [knowledge.id, { knowledge }] as const),
    ]);
  }
}
