// What `npm start` and `npm test` need before anything else. Runs on any Node >= 20.19, without
// node_modules.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath, URL } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The Node the suite runs on: a package of its own, whatever the machine has. */
export const node = join(root, 'node_modules', '.bin', 'node');

const buildConfiguration = ['nest-cli.json', 'tsconfig.json', 'tsconfig.build.json', '.swcrc'];
const buildStamp = join(root, 'dist', 'built-from');

/** @returns {void} */
export const checkNodeVersion = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Tulia needs Node.js 20.19 or newer to start; this is ${process.versions.node}.`);
  process.exit(1);
};

/** Installs the packages of package-lock.json unless exactly those are there. */
export const install = async () => {
  if (isInstalled()) return;
  // npm would empty the folder it points at, which is another checkout's.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    console.error(
      'node_modules is a link and lacks packages: replace it, or install where it leads.',
    );
    process.exit(1);
  }
  // Not with the Node in node_modules, which `npm ci` replaces.
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = folders.filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  const env = { ...process.env, NODE_ENV: '', PATH: path.join(delimiter) };
  await run('Installing packages', 'npm', ['ci', ...options], env);
};

/** Builds dist/ unless it was built from these very sources. */
export const build = async () => {
  const sources = fingerprintOfSources();
  if (existsSync(buildStamp) && readFileSync(buildStamp, 'utf8') === sources) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  await run('Building', node, [nest, 'build', '--all'], process.env);
  writeFileSync(buildStamp, sources);
};

/** npm writes the inner lock file last, so it also says that the installation was not cut off. */
const isInstalled = () => {
  const inner = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(inner) || !existsSync(node)) return false;
  const [wanted, installed] = [join(root, 'package-lock.json'), inner].map(readPackages);
  return Object.entries(wanted ?? {}).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || installed?.[path]?.version === version,
  );
};

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string; optional?: boolean }>}
 */
const readPackages = (lockFile) => JSON.parse(readFileSync(lockFile, 'utf8')).packages;

const fingerprintOfSources = () => {
  const hash = createHash('sha256');
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts'))
      .map((file) => join(folder, file)),
  );
  for (const file of [...files.sort(), ...buildConfiguration, 'package-lock.json']) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
};

/**
 * Shows one line with the seconds it takes; on failure what the command said, and ends.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
const run = async (title, command, args, env) => {
  const started = Date.now();
  const line = () => `${title} … ${Math.round((Date.now() - started) / 1000)} s`;
  const terminal = process.stdout.isTTY;
  const ticking = setInterval(() => terminal && process.stdout.write(`\r${line()}`), 200);
  if (!terminal) console.log(`${title} …`);

  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  }
  const code = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message)).on('close', resolve);
  });
  clearInterval(ticking);
  console.log(`${terminal ? '\r' : ''}${line()}`);
  if (code === 0) return;
  console.error(`${output}\n${title} failed: ${command} ${args.join(' ')} (${code})`);
  process.exit(1);
};
