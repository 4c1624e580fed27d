// `npm run eval [-- retrieval | confidence | answers] [--only=harbour-cycles/typo] [--record]`: builds the suite and the evaluation,
// then runs it as it is deployed: compiled, on the suite's own Node.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, checkNodeVersion, install, node, root } from '../../apps/launcher/prepare.mjs';
import { show } from '../support/commands.js';

const sources = [
  ...['test/eval', 'test/support', 'test/bench'],
  ...['apps/agent-worker/test', 'apps/catalog-service/test'],
];
const swc = [...sources, '--extensions=.ts', '--out-dir=dist', '--quiet'];

checkNodeVersion();
process.chdir(root);
await install();
await build();
if ((await show('swc', swc)) !== 0) process.exit(1);

const main = join('dist', 'test', 'eval', 'main.js');
const options = ['--enable-source-maps', main, ...process.argv.slice(2)];
const child = spawn(node, options, { cwd: root, stdio: 'inherit' });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => child.kill(signal));
}
child.on('close', (code) => process.exit(code ?? 1));
