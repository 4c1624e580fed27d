// `npm test`: every check, then every test; the last line states the counts. `npm run check` and
// `npm run test:unit|int|e2e` run one part of it, `npm run chaos|verify` what takes longer. Runs on any Node >= 20.19, without node_modules.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { build, checkNodeVersion, install, root } from '../apps/launcher/prepare.mjs';
import { capture, duration, show } from './support/commands.js';

/** @type {Record<string, string[]>} */
const checks = {
  format: ['prettier', '--check', '--log-level=warn', '.'],
  lint: ['eslint', '--max-warnings=0', '.'],
  types: ['tsc', '--noEmit', '-p', '.'],
  'dependency rules': ['depcruise', 'apps', 'libs', 'test'],
  'unused exports': ['knip'],
};

/**
 * The projects of jest.config.js; the services of e2e get the machine to themselves. A run that
 * hangs is ended long after it should have been over, rather than never.
 */
const projects = {
  unit: { options: [], limitMinutes: 10 },
  integration: { options: [], limitMinutes: 35 },
  e2e: { options: ['--runInBand'], limitMinutes: 35 },
};

/** What takes longer, and has a command of its own. */
const programs = {
  chaos: ['test/chaos/main.ts'],
  verify: ['test/chaos/main.ts', '--plan=verify', '--seeds=10'],
};

/** @typedef {keyof typeof projects} Project */

const startedAt = Date.now();

/** Runs all checks, a few at a time; ends the run if any has failed, with what it said. */
const runChecks = async () => {
  const waiting = Object.entries(checks);
  let failed = false;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, [tool = '', ...args]] = next;
      const { code, output, ms } = await capture(tool, args);
      console.log(`  ${code === 0 ? 'passed' : 'FAILED'}  ${name} (${duration(ms)})`);
      if (code !== 0) console.log(output.trimEnd());
      failed ||= code !== 0;
    }
  };
  await Promise.all(Array.from({ length: Math.min(3, availableParallelism()) }, work));
  if (failed) end(`npm test: a check failed after ${duration(Date.now() - startedAt)}`, 1);
  return Object.keys(checks).length;
};

/** @returns {{ passed: number; failed: number; skipped: number }} what Jest wrote, if it got that far */
const readResults = (/** @type {string} */ file) => {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 };
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const skipped = results.numPendingTests + results.numTodoTests;
  return { passed: results.numPassedTests, failed: results.numFailedTests, skipped };
};

/**
 * Runs one of Jest's projects; ends the run if a test has failed, or was skipped though all were to
 * run.
 * @param {Project} project
 * @param {string[]} args more arguments of Jest
 * @returns {Promise<number>} how many tests passed
 */
const runTests = async (project, args = []) => {
  const file = join(root, 'dist', `results-${project}.json`);
  rmSync(file, { force: true });
  const { options, limitMinutes } = projects[project];
  const all = [`--selectProjects=${project}`, ...options, ...args];
  const code = await show('jest', [...all, '--json', `--outputFile=${file}`], limitMinutes);
  const { passed, failed, skipped } = readResults(file);
  if (code === null) console.log(`\njest did not end within ${limitMinutes} minutes`);
  if (code !== 0 || (skipped > 0 && args.length === 0)) {
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
    end(`npm test: the ${project} tests failed: ${counts}`, 1);
  }
  return passed;
};

/**
 * @param {keyof typeof programs} name
 * @param {string[]} args
 */
const runProgram = async (name, args) => {
  const [program = '', ...fixed] = programs[name];
  process.exit((await show(program, [...fixed, ...args])) ?? 1);
};

const runEverything = async () => {
  const checked = await runChecks();
  const counts = [];
  let total = 0;
  for (const project of /** @type {Project[]} */ (Object.keys(projects))) {
    console.log(`\n${project} tests`);
    const passed = await runTests(project);
    counts.push(`${project} ${passed}`);
    total += passed;
  }
  const tests = `${total} tests passed (${counts.join(', ')}), 0 failed, 0 skipped`;
  end(`npm test: ${checked} checks passed; ${tests} in ${duration(Date.now() - startedAt)}`, 0);
};

/**
 * @param {string} lastLine
 * @param {number} code
 */
const end = (lastLine, code) => {
  console.log(`\n${lastLine}`);
  process.exit(code);
};

checkNodeVersion();
process.chdir(root);
await install();
await build();
const [part, ...args] = process.argv.slice(2);
if (part === undefined) await runEverything();
else if (part in programs) await runProgram(/** @type {keyof typeof programs} */ (part), args);
else if (part === 'check') await runChecks();
else if (part in projects) await runTests(/** @type {Project} */ (part), args);
else
  end(
    `There is no "${part}"; there are check, ${Object.keys(programs).join(', ')}, ${Object.keys(projects).join(', ')}.`,
    2,
  );
