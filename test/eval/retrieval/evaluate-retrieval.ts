import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { caseSetVersion } from '../cases/index.js';
import { type RetrievalResult } from './retrieval-result.js';
import { runRetrieval } from './run-retrieval.js';

interface RecordedRun {
  caseSetVersion: number;
  figures: Record<string, number>;
}

const directory = join('test', 'eval', 'results');
const file = join(directory, 'retrieval.json');

const lastRun = async (): Promise<RecordedRun | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RecordedRun);
};

/** The figures that are other than they were. */
const changes = ({ figures }: RetrievalResult, before: RecordedRun): string[] =>
  Object.entries(figures)
    .filter(([name, value]) => before.figures[name] !== undefined && before.figures[name] !== value)
    .map(([name, value]) => `  ${name}: ${String(before.figures[name])} -> ${value}`);

const comparison = (result: RetrievalResult, before: RecordedRun | undefined): string => {
  if (before?.caseSetVersion !== caseSetVersion) {
    return 'No recorded run of this set to compare with.';
  }
  const changed = changes(result, before);
  return ['Since the last recorded run:', ...(changed.length > 0 ? changed : ['  the same'])].join(
    '\n',
  );
};

const record = async ({ figures, bars, details }: RetrievalResult): Promise<void> => {
  await mkdir(directory, { recursive: true });
  const run = { caseSetVersion, at: new Date().toISOString(), figures, bars, details };
  await writeFile(file, `${JSON.stringify(run, null, 2)}\n`);
};

/** @returns whether every bar is reached */
export const evaluateRetrieval = async (options: { record: boolean }): Promise<boolean> => {
  const result = await runRetrieval();
  console.log(result.lines.join('\n'));
  console.log(comparison(result, await lastRun()));
  for (const { name, value, passed } of result.bars) {
    console.log(`${passed ? 'met   ' : 'MISSED'} ${name}: ${value}`);
  }
  if (options.record) await record(result);
  return result.bars.every(({ passed }) => passed);
};
