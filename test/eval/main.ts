import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { caseSetVersion } from './cases/index.js';
import { type EvaluationResult, evaluations } from './evaluation.js';

const results = join('test', 'eval', 'results');

interface Recorded {
  caseSetVersion: number;
  figures: Record<string, number>;
}

const lastRun = async (file: string): Promise<Recorded | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Recorded);
};

/** The figures that are other than they were. */
const changes = ({ figures }: EvaluationResult, before: Recorded): string[] =>
  Object.entries(figures)
    .filter(([name, value]) => before.figures[name] !== undefined && before.figures[name] !== value)
    .map(([name, value]) => `  ${name}: ${String(before.figures[name])} -> ${value}`);

const compare = (result: EvaluationResult, before: Recorded | undefined): string => {
  if (before === undefined) return 'There is no earlier run to compare with.';
  if (before.caseSetVersion !== caseSetVersion) {
    return 'The last recorded run was of another set of cases: not compared.';
  }
  const changed = changes(result, before);
  return [
    'Compared with the last recorded run:',
    ...(changed.length > 0 ? changed : ['  the same']),
  ].join('\n');
};

const [name = '', ...options] = process.argv.slice(2);
const evaluation = await evaluations[name]?.();
if (evaluation === undefined) {
  console.error(`Which one? npm run eval -- ${Object.keys(evaluations).join(' | ')} [--strict]`);
  process.exit(2);
}
const result = await evaluation();
console.log(result.lines.join('\n'));
const file = join(results, `${name}.json`);
console.log(compare(result, await lastRun(file)));
for (const bar of result.bars) {
  console.log(`${bar.passed ? 'met   ' : 'MISSED'} ${bar.name}: ${bar.value}`);
}
await mkdir(results, { recursive: true });
const { figures, bars, details } = result;
const record = { caseSetVersion, at: new Date().toISOString(), figures, bars, details };
await writeFile(file, `${JSON.stringify(record, null, 2)}\n`);
process.exit(options.includes('--strict') && bars.some(({ passed }) => !passed) ? 1 : 0);
