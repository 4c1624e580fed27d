import { parseArgs } from 'node:util';
import { evaluateAnswers } from './answers/evaluate-answers.js';
import { evaluateConfidence } from './confidence/evaluate-confidence.js';
import { evaluateRetrieval } from './retrieval/evaluate-retrieval.js';

/** What can be evaluated. Each prints its report. @returns whether what must hold does */
const parts: Readonly<
  Record<string, (options: { only: string; record: boolean }) => Promise<boolean>>
> = {
  retrieval: evaluateRetrieval,
  confidence: evaluateConfidence,
  answers: evaluateAnswers,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Answers: cases whose id begins so. */
    only: { type: 'string', default: '' },
    /** Keep this run, to compare the next ones with it. */
    record: { type: 'boolean', default: false },
  },
});

const wanted = positionals.length > 0 ? positionals : Object.keys(parts);
let holds = true;
for (const name of wanted) {
  const part = parts[name];
  if (part === undefined) {
    console.error(
      `There is nothing called "${name}" to evaluate: ${Object.keys(parts).join(', ')}.`,
    );
    process.exit(2);
  }
  holds = (await part(values)) && holds;
}
process.exit(holds ? 0 : 1);
