import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Category, type EvalCase } from '../cases/index.js';
import { type Fault } from './verdict.js';

export interface CaseResult {
  id: string;
  category: Category;
  outcome: EvalCase['outcome'];
  question: string;
  reply: string;
  /** External ids. */
  sources: string[];
  confidence: number;
  known: boolean;
  handoffReason: string | null;
  costUsd: number;
  tokens: number;
  milliseconds: number;
  violations: string[];
  faults: Fault[];
}

export interface AnswersRun {
  caseSetVersion: number;
  /** `builtin`, or `provider/model`. */
  model: string;
  /** ISO 8601 */
  at: string;
  results: CaseResult[];
}

/** What changed since the last recorded run of the same model over the same set. */
export interface Comparison {
  at: string;
  repaired: string[];
  broken: string[];
}

const directory = join('test', 'eval', 'results');
const fileOf = ({ model }: AnswersRun): string =>
  join(directory, `answers-${model.replace(/[^\w.-]+/g, '-')}.json`);

/** Undefined: nothing to compare with. */
export const compareWithLast = async (run: AnswersRun): Promise<Comparison | undefined> => {
  const text = await readFile(fileOf(run), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const last = JSON.parse(text) as AnswersRun;
  return last.caseSetVersion === run.caseSetVersion ? comparison(last, run) : undefined;
};

const comparison = (last: AnswersRun, run: AnswersRun): Comparison => {
  const before = new Map(last.results.map(({ id, faults }) => [id, faults.length === 0]));
  const changed = (right: boolean): string[] =>
    run.results
      .filter(({ id, faults }) => before.get(id) === !right && (faults.length === 0) === right)
      .map(({ id }) => id);
  return { at: last.at, repaired: changed(true), broken: changed(false) };
};

export const record = async (run: AnswersRun): Promise<void> => {
  await mkdir(directory, { recursive: true });
  const rounded = run.results.map((result) => ({
    ...result,
    milliseconds: Math.round(result.milliseconds * 10) / 10,
  }));
  await writeFile(fileOf(run), `${JSON.stringify({ ...run, results: rounded }, undefined, 2)}\n`);
};
