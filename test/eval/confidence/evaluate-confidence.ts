import { confidenceOf } from '../../../apps/agent-worker/src/agent/confidence.js';
import { gatherExamples, type HitExample } from './examples.js';
import { fit, logLoss, probability } from './logistic-regression.js';

type Confidence = (features: readonly number[]) => number;

/** The tenants' default: below it the agent says that it does not know. */
const threshold = 0.4;

const inUse: Confidence = ([coverage = 0, similarity = 0]) =>
  confidenceOf({ coverage, similarity });

const coverageAlone: Confidence = ([coverage = 0]) => confidenceOf({ coverage });

const fitted = (examples: readonly HitExample[]): { confidence: Confidence; weights: number[] } => {
  const weights = fit(examples);
  return { weights, confidence: (features) => probability(weights, features) };
};

const count = (examples: readonly HitExample[], kind: HitExample['kind'], holds = false): number =>
  examples.filter((example) => example.kind === kind && example.holds === holds).length;

const row = (name: string, examples: readonly HitExample[], confidence: Confidence): string => {
  const told = examples.filter(({ features }) => confidence(features) >= threshold);
  const cells = [
    `${count(told, 'answerable', true)} of ${count(examples, 'answerable', true)}`,
    `${count(told, 'answerable')} of ${count(examples, 'answerable')}`,
    `${count(told, 'unanswerable')} of ${count(examples, 'unanswerable')}`,
    `${count(told, 'taken away')} of ${count(examples, 'taken away')}`,
    logLoss(examples, confidence).toFixed(3),
  ];
  return name.padEnd(44) + cells.map((cell) => cell.padStart(14)).join('');
};

const title = (name: string, weights: readonly number[]): string =>
  `${name} (${weights.map((weight) => weight.toFixed(1)).join(', ')})`;

/**
 * Fits the confidence of retrieval on either half of the questions, prints how each foretells the
 * other, and the formula in use beside them.
 * @returns whether the formula in use answers nothing unanswerable, and foretells better than the
 *   coverage alone
 */
export const evaluateConfidence = async (): Promise<boolean> => {
  const questions = await gatherExamples();
  const half = (which: number): HitExample[] =>
    questions.filter((_, index) => index % 2 === which).flat();
  const [odd, even, all] = [half(1), half(0), questions.flat()];
  const [ofOdd, ofEven, ofAll] = [fitted(odd), fitted(even), fitted(all)];
  const heads = ['right told', 'wrong told', 'unanswerable', 'taken away', 'log loss'];
  console.log(
    [
      `${all.length} examples; told: at ${threshold} or above. In brackets: constant, coverage, similarity.`,
      ''.padEnd(44) + heads.map((head) => head.padStart(14)).join(''),
      row(title('fitted on the odd, of the even', ofOdd.weights), even, ofOdd.confidence),
      row('in use, of the even', even, inUse),
      row(title('fitted on the even, of the odd', ofEven.weights), odd, ofEven.confidence),
      row('in use, of the odd', odd, inUse),
      row(title('fitted on all', ofAll.weights), all, ofAll.confidence),
      row('in use', all, inUse),
      row('in use where meanings were not compared', all, coverageAlone),
    ].join('\n'),
  );
  const told = all.filter(({ features }) => inUse(features) >= threshold);
  return count(told, 'unanswerable') === 0 && logLoss(all, inUse) < logLoss(all, coverageAlone);
};
