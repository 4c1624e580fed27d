import { CatalogClient } from '#catalog-client';
import { type SearchHit } from '#contracts';
import { Injectable } from '@nestjs/common';
import { type Turn } from '../turns/turn.js';
import { comesClose, confidenceOf, tieRatio } from './confidence.js';
import { leaningOf } from './follow-up.js';
import { speaksToTheAgent } from './injection.js';
import { type Material, materialOf } from './material.js';

/** A question and what the tenant's catalog and knowledge hold on it. */
export interface Finding {
  text: string;
  confidence: number;
  /** Best first; several only where they answer equally well. */
  material: Material[];
  /** Titles among which the question does not tell; empty where it does. */
  ambiguous: string[];
}

/** Products and services this close to the best one are offered beside it. */
const alternativeRatio = 0.7;
const maxAlternatives = 3;

/** "Do you sell …", "how much is …": about goods, not about what is said of them. */
const asksForGoods =
  /\b(sell|have|stock|price|prices|costs?|how much|buy|bei|mna|mnauza|prix|combien|avez|vendez|precio|cu[aá]nto|tienen|venden)\b/i;

/** Wants to see what there is, rather than one of it. */
const asksForMany =
  /\b(which|what|list|kinds?|types?|range|all|sell|have|any|mna|mnauza|quels?|quelles?|vendez|avez|qu[eé]|cu[aá]les|venden|tienen)\b/i;

/** The best hit; the best product or service instead, where goods are asked for and it covers as much. */
const bestOf = (hits: readonly SearchHit[], question: string): SearchHit | undefined => {
  const [best] = hits;
  if (best?.knowledge === undefined || !asksForGoods.test(question)) return best;
  return hits.find((hit) => hit.knowledge === undefined && hit.coverage >= best.coverage) ?? best;
};

const sameKind = (hits: readonly SearchHit[], best: SearchHit, ratio: number): SearchHit[] => {
  const kind = best.product === undefined ? 'service' : 'product';
  return hits.filter((hit) => hit[kind] !== undefined && comesClose(hit, best, ratio));
};

/** One knowledge entry answers alone; of products or services of the same kind, several may. */
const answering = (hits: readonly SearchHit[], question: string): SearchHit[] => {
  const best = bestOf(hits, question);
  if (best === undefined) return [];
  if (best.knowledge !== undefined) return [best];
  return sameKind(hits, best, alternativeRatio).slice(0, maxAlternatives);
};

/** More items fit equally well than can be told at once, and one of them is asked for. */
const rivals = (hits: readonly SearchHit[], question: string): SearchHit[] => {
  const best = bestOf(hits, question);
  if (best === undefined || best.knowledge !== undefined || asksForMany.test(question)) return [];
  const equal = sameKind(hits, best, tieRatio);
  return equal.length <= maxAlternatives ? [] : equal;
};

@Injectable()
export class Retrieval {
  constructor(private readonly catalog: CatalogClient) {}

  /**
   * Looks a question up; one that leans on what was said before, with the subject of the last answer.
   * @throws Problem `unavailable` when no catalog-service answers
   */
  async find(turn: Turn, question: string, signal: AbortSignal): Promise<Finding> {
    const found = await Promise.all(
      queriesOf(turn, question).map((query) => this.lookUp(turn, query, signal)),
    );
    const best = found.reduce((one, other) => (other.confidence > one.confidence ? other : one));
    return { ...best, text: question };
  }

  private async lookUp(turn: Turn, question: string, signal: AbortSignal): Promise<Finding> {
    const { hits } = await this.catalog.call(
      'search',
      { tenantId: turn.tenantId, query: question, language: turn.language },
      { signal },
    );
    const equal = rivals(hits, question);
    return {
      text: question,
      confidence: confidenceOf(bestOf(hits, question)),
      // Whoever names several to choose from rests on all of them.
      material: (equal.length > 0 ? equal : answering(hits, question))
        .map((hit) => materialOf(hit, turn.language))
        .filter((material) => material !== undefined)
        .filter(({ text }) => !speaksToTheAgent(text)),
      ambiguous: equal.map(({ product, service }) => (product ?? service)?.title ?? ''),
    };
  }
}

/** "The red one" is one of what was asked for; "it" is what the answer spoke of. */
const subjectOf = ({ lastSources, history }: Turn, question: string): string | undefined =>
  /\bones?\b/i.test(question)
    ? history.findLast(({ author }) => author === 'customer')?.text
    : lastSources[0]?.title;

/** The last sentence that asks, where it can be understood without those around it. */
const coreOf = (question: string): string | undefined => {
  const sentences = question.split(/(?<=[?!.])\s+/);
  const core = sentences.findLast((sentence) => sentence.endsWith('?'));
  return core === undefined || core === question || leaningOf(core) !== 'alone' ? undefined : core;
};

/** What to look up for a question, the most likely reading first: the surest finding is taken. */
const queriesOf = (turn: Turn, question: string): string[] => {
  const leaning = leaningOf(question);
  const core = coreOf(question);
  const alone = core === undefined ? [question] : [core, question];
  const subject = leaning === 'alone' ? undefined : subjectOf(turn, question);
  if (subject === undefined) return alone;
  const together = `${question} ${subject}`;
  return leaning === 'surely' ? [together, ...alone] : [...alone, together];
};
