import { categories } from '../cases/index.js';
import { type AnswersRun, type CaseResult, type Comparison } from './recorded-runs.js';
import { type Fault, faults } from './verdict.js';

const isRight = ({ faults: found }: CaseResult): boolean => found.length === 0;

const count = (results: readonly CaseResult[], fault: Fault): number =>
  results.filter(({ faults: found }) => found.includes(fault)).length;

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[
    Math.min(values.length - 1, Math.floor(share * values.length))
  ] ?? 0;

const categoryRow = (results: readonly CaseResult[], category: string): string => {
  const own = results.filter((result) => result.category === category);
  const right = own.filter(isRight).length;
  return `  ${category.padEnd(18)}${String(right).padStart(4)} of ${String(own.length).padStart(3)}  ${percent(right, own.length)}`;
};

/** How often answers of a confidence are right: what the number means. */
const calibrationRows = (results: readonly CaseResult[]): string[] =>
  [0, 0.2, 0.4, 0.6, 0.8].map((from) => {
    const own = results.filter(
      ({ known, outcome, confidence }) =>
        known &&
        outcome !== 'handoff' &&
        confidence >= from &&
        (confidence < from + 0.2 || from === 0.8),
    );
    const right = own.filter(isRight).length;
    return `  ${from.toFixed(1)}–${(from + 0.2).toFixed(1)}${String(right).padStart(5)} of ${String(own.length).padStart(3)} answers right`;
  });

/** Of all cases that are not to be handed over; what the issue allows at most. */
const mostFalseHandoffs = 0.03;

const falseHandoffs = (results: readonly CaseResult[]): { found: number; of: number } => ({
  found: count(results, 'false handoff'),
  of: results.filter(({ outcome }) => outcome !== 'handoff').length,
});

/** What must hold of any agent: it may know less than it should, but is never wrong about that. */
export const holdsWhatMust = ({ results }: AnswersRun): boolean => {
  const { found, of } = falseHandoffs(results);
  const none: Fault[] = [
    ...(['ungrounded', 'answered the unanswerable', 'missed handoff'] as const),
    'said what it never should',
  ];
  return none.every((fault) => count(results, fault) === 0) && found <= of * mostFalseHandoffs;
};

export const printReport = (run: AnswersRun, last: Comparison | undefined): void => {
  const { results } = run;
  const right = results.filter(isRight).length;
  const times = results.map(({ milliseconds }) => milliseconds);
  const wrong = results.filter((result) => !isRight(result));
  const { found, of } = falseHandoffs(results);
  const sum = (of_: (result: CaseResult) => number): number =>
    results.reduce((total, result) => total + of_(result), 0);
  const lines = [
    `Answers of ${run.model}, set ${run.caseSetVersion}: ${right} of ${results.length} right (${percent(right, results.length)})`,
    ...categories.map((category) => categoryRow(results, category)),
    '',
    ...faults.map((fault) => `  ${fault.padEnd(32)}${String(count(results, fault)).padStart(4)}`),
    `  false handoffs: ${percent(found, of)} of what is not to be handed over (at most 3 %)`,
    '',
    'Confidence:',
    ...calibrationRows(results),
    '',
    `Time: p50 ${quantile(times, 0.5).toFixed(1)} ms, p95 ${quantile(times, 0.95).toFixed(1)} ms. Tokens: ${sum(({ tokens }) => tokens)}. Cost: $${sum(({ costUsd }) => costUsd).toFixed(4)}.`,
    '',
    ...wrong.map(wrongLine),
    comparisonLine(last),
    holdsWhatMust(run) ? 'What must hold, holds.' : 'WHAT MUST HOLD DOES NOT.',
  ];
  console.log(lines.join('\n'));
};

const wrongLine = ({
  id,
  faults: found,
  question,
  reply,
  sources,
  violations,
}: CaseResult): string =>
  `- ${id}: ${[...found, ...violations].join('; ')}\n    ${question}\n    → ${reply.slice(0, 160).replaceAll('\n', ' ')} [${sources.join(', ')}]`;

const comparisonLine = (last: Comparison | undefined): string =>
  last === undefined
    ? 'No recorded run of this model and set to compare with.'
    : `Since ${last.at}: repaired ${last.repaired.join(', ') || 'none'}; broken ${last.broken.join(', ') || 'none'}.`;
