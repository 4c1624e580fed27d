// `npm start`, on a machine that has only Node >= 20.19 and npm: prepares, then becomes the launcher.
import { spawn } from 'node:child_process';
import { setInterval } from 'node:timers';
import { build, checkNodeVersion, install, node, root } from './prepare.mjs';

checkNodeVersion();
process.chdir(root);
await install();
await build();

const launcher = ['--enable-source-maps', 'dist/apps/launcher/src/main.js'];
const child = spawn(node, [...launcher, ...process.argv.slice(2)], {
  // The channel tells the launcher when this process is gone, even if it was killed.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code) => process.exit(code ?? 1));

if (process.env['npm_lifecycle_event'] !== undefined) {
  // npm was killed: nobody could stop the suite any more.
  const npm = process.ppid;
  setInterval(() => process.ppid === npm || child.kill('SIGTERM'), 1000);
}
