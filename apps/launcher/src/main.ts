import { once } from 'node:events';
import { say } from './console.js';
import { demoQuestion, exchange } from './demo/exchange.js';
import { showReply, showWelcome } from './demo/welcome.js';
import { OptionError, type Options, readOptions } from './options.js';
import { type StartedService } from './services/start-services.js';
import { stopSignal } from './signals.js';
import { startSuite, type Suite } from './suite.js';

const optionsOrExit = (): Options => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
};

/** Failing is worth a line, not the end: the suite serves all the same. */
const showDemo = async ({ info, receiver }: Suite): Promise<void> => {
  try {
    await exchange(info, demoQuestion, receiver);
  } catch (error) {
    say(`  The demo exchange failed: ${(error as Error).message}`);
  }
};

const options = optionsOrExit();
const services: StartedService[] = [];
const cleanUp = new AsyncDisposableStack();
const signal = stopSignal(() => services.forEach(({ process: running }) => running.kill()));
process.stdout.on('error', () => undefined); // The terminal may be closed before the suite is.

try {
  say('Tulia starts');
  const suite = await startSuite(options, process.env, { services, cleanUp, signal });
  if (options.demo) await showDemo(suite);
  if (suite.receiver !== undefined) suite.receiver.onReply = showReply;
  await showWelcome(suite.info, options.dataDir);
  if (!signal.aborted) await once(signal, 'abort');
} catch (error) {
  if (!signal.aborted) {
    process.stderr.write(`\n${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
await cleanUp.disposeAsync();
say('Stopped.');
process.exit();
