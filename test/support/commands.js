import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { node, root } from '../../apps/launcher/prepare.mjs';

/** Tools that need more than their name. */
const nodeOptions = {
  jest: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
};

/**
 * Nothing set for a real suite may reach a test: `.env.example` names all variables there are. And
 * `node` is the suite's own there too, whoever calls.
 */
const testEnvironment = () => {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...process.env, NODE_ENV: 'test', PATH: path };
  const declared = readFileSync(join(root, '.env.example'), 'utf8');
  for (const [, name = ''] of declared.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)) {
    delete environment[name];
  }
  return environment;
};

/**
 * Starts a program on the suite's own Node: a tool of node_modules/.bin, or a file of this repository.
 * @param {string} tool
 * @param {string[]} args
 * @param {'inherit' | 'pipe'} output
 * @param {number} [limitMinutes] after which it is ended; never by default
 */
const start = (tool, args, output, limitMinutes = 0) => {
  const options = nodeOptions[/** @type {keyof typeof nodeOptions} */ (tool)] ?? [];
  const program = tool.includes('/') ? join(root, tool) : join(root, 'node_modules', '.bin', tool);
  const child = spawn(node, [...options, program, ...args], {
    cwd: root,
    env: testEnvironment(),
    stdio: ['ignore', output, output],
    timeout: limitMinutes * 60_000,
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      child.kill(signal);
      process.exit(130);
    });
  }
  return child;
};

/**
 * Runs a tool, showing what it says.
 * @param {string} tool
 * @param {string[]} args
 * @param {number} [limitMinutes] after which it is ended
 * @returns {Promise<number | null>} its exit code; null when it was ended
 */
export const show = (tool, args, limitMinutes) =>
  new Promise((resolve) => start(tool, args, 'inherit', limitMinutes).on('close', resolve));

/**
 * Runs a tool quietly.
 * @param {string} tool
 * @param {string[]} args
 * @returns {Promise<{ code: number | null; output: string; ms: number }>}
 */
export const capture = (tool, args) =>
  new Promise((resolve) => {
    const startedAt = Date.now();
    const child = start(tool, args, 'pipe');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    }
    child.on('close', (code) => resolve({ code, output, ms: Date.now() - startedAt }));
  });

/**
 * `372000` → `6 min 12 s`
 * @param {number} ms
 */
export const duration = (ms) => {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};
