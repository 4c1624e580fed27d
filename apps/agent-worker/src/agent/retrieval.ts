import { CatalogClient } from '#catalog-client';
import { type SearchHit } from '#contracts';
import { Injectable } from '@nestjs/common';
import { type Turn } from '../turns/turn.js';
import { confidenceOf } from './confidence.js';
import { type Material, materialOf } from './material.js';

/** A question and what the tenant's catalog and knowledge hold on it. */
export interface Finding {
  text: string;
  confidence: number;
  /** Best first; several only where they answer equally well. */
  material: Material[];
}

/** Products and services this close to the best one are offered beside it. */
const alternativeRatio = 0.7;
const maxAlternatives = 3;

/** "Do you sell …", "how much is …": about goods, not about what is said of them. */
const asksForGoods = /\b(sell|have|stock|price|prices|costs?|how much|buy)\b/i;

/** The best hit; the best product or service instead, where goods are asked for and it covers as much. */
const bestOf = (hits: SearchHit[], question: string): SearchHit | undefined => {
  const [best] = hits;
  if (best?.knowledge === undefined || !asksForGoods.test(question)) return best;
  return hits.find((hit) => hit.knowledge === undefined && hit.coverage >= best.coverage) ?? best;
};

/** One knowledge entry answers alone; of products or services of the same kind, several may. */
const answering = (hits: SearchHit[], question: string): SearchHit[] => {
  const best = bestOf(hits, question);
  if (best === undefined) return [];
  if (best.knowledge !== undefined) return [best];
  const kind = best.product === undefined ? 'service' : 'product';
  return hits
    .filter((hit) => hit[kind] !== undefined && hit.score >= best.score * alternativeRatio)
    .slice(0, maxAlternatives);
};

@Injectable()
export class Retrieval {
  constructor(private readonly catalog: CatalogClient) {}

  /** @throws Problem `unavailable` when no catalog-service answers */
  async find(turn: Turn, question: string, signal: AbortSignal): Promise<Finding> {
    const { hits } = await this.catalog.call(
      'search',
      { tenantId: turn.tenantId, query: question, language: turn.language },
      { signal },
    );
    return {
      text: question,
      confidence: confidenceOf(hits),
      material: answering(hits, question)
        .map(materialOf)
        .filter((material) => material !== undefined),
    };
  }
}
