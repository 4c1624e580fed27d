import { type SearchHit } from '#contracts';

/** Hits this close to the best one count as equally good answers. */
export const tieRatio = 0.85;

/**
 * Whether a hit answers nearly as well as the best one. Scores alone do not tell: fused by reciprocal
 * rank they are places, and so always close.
 */
export const comesClose = (hit: SearchHit, best: SearchHit, ratio: number): boolean =>
  hit.score >= best.score * ratio && hit.coverage >= best.coverage * ratio;

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * How sure we are, 0 to 1, that a hit answers the question: `σ(6.4 c + 8.4 s − 6.75)`, where `c` is
 * the share of the question's words it covers and `s` how near its meaning is; `σ(6.2 c − 2.9)` where
 * meanings were not compared. Both are logistic regressions on the evaluation's English questions,
 * each asked as it is and again with its answer taken away: `npm run eval -- confidence` fits anew on
 * either half of them, and prints how well that foretells the other.
 */
export const confidenceOf = (
  hit: Pick<SearchHit, 'coverage' | 'similarity'> | undefined,
): number => {
  if (hit === undefined) return 0;
  const { coverage, similarity } = hit;
  return similarity === undefined
    ? logistic(6.2 * coverage - 2.9)
    : logistic(6.4 * coverage + 8.4 * similarity - 6.75);
};

/** What a look-up by the model itself is worth: it chose what to look for, and found something. */
const lookedUp = 0.6;
const selfReportWeight = 0.4;
/** What a first answer with unsupported claims costs, although the second had none. */
const repairFactor = 0.8;

/**
 * How sure we are of a model's answer, every claim of which has a source:
 * `g × (0.6 r + 0.4 s)`, where `r` is the confidence of the retrieval (at least 0.6 where the model
 * looked things up itself), `s` what the model reported of itself (`r` where it did not), and `g` 1, or
 * 0.8 where the answer had to be corrected. `npm run eval` prints how often answers of each tenth are
 * right.
 */
export const modelConfidence = (reply: {
  retrieval: number;
  usedTools: boolean;
  selfReport: number | undefined;
  repaired: boolean;
}): number => {
  const retrieval = reply.usedTools ? Math.max(lookedUp, reply.retrieval) : reply.retrieval;
  const self = reply.selfReport ?? retrieval;
  const sure = (1 - selfReportWeight) * retrieval + selfReportWeight * self;
  return Math.min(1, Math.max(0, reply.repaired ? sure * repairFactor : sure));
};
