import { readFile } from 'node:fs/promises';
import { exchange } from './demo/exchange.js';
import { type ReadyInfo } from './ready-file.js';

/** `npm run ask -- "question"`: asks the running suite as the demo customer. */
const question = process.argv.slice(2).join(' ');
const readyFile = '.tulia/ready.json';

const readReadyFile = async (): Promise<ReadyInfo> => {
  try {
    return JSON.parse(await readFile(readyFile, 'utf8')) as ReadyInfo;
  } catch (cause) {
    throw new Error('Tulia is not running here: start it with `npm start`.', { cause });
  }
};

try {
  if (question === '') throw new Error('Usage: npm run ask -- "Do you sell helmets?"');
  await exchange(await readReadyFile(), question);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
