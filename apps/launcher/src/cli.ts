import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a command of the operators' `cli` and returns what it printed. Throws with what it complained of. */
export const runCli = async (args: string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const main = 'dist/apps/cli/src/main.js';
  try {
    const options = ['--enable-source-maps', main, ...args];
    const { stdout } = await promisify(execFile)(process.execPath, options, { env });
    return stdout;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`cli ${args.slice(0, 2).join(' ')} failed: ${said}`, { cause: error });
  }
};
