// `npm run advisories`: whether a dependency that is shipped has a known grave weakness. Says so where
// no registry can be asked.
import { spawnSync } from 'node:child_process';
import { verdict } from './verdict.js';

const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];
const { stdout } = spawnSync('npm', args, { encoding: 'utf8', timeout: 120_000 });
const { lines, code } = verdict(stdout ?? '');
for (const line of lines) console.log(line);
process.exitCode = code;
