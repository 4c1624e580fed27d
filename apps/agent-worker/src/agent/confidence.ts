import { type SearchHit } from '#contracts';

/** Hits this close to the best one count as equally good answers. */
const tieRatio = 0.85;

/**
 * How sure we are, 0 to 1, that the best hit answers the question: the share of the question's
 * meaning it covers, and up to a tenth less where other hits rank as high.
 */
export const confidenceOf = (hits: readonly SearchHit[]): number => {
  const [best, ...others] = hits;
  if (best === undefined) return 0;
  const rivals = others.filter(({ score }) => score >= best.score * tieRatio).length;
  return Math.max(0, Math.min(1, best.coverage)) * (1 - 0.1 * Math.min(1, rivals / 5));
};
