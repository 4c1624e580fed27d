import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type DemoAccess } from './ready-file.js';

/** Runs a command of the operators' `cli`. @returns what it printed. Throws with what it complained of. */
const runCli = async (args: string[], env: NodeJS.ProcessEnv): Promise<string> => {
  const program = ['--enable-source-maps', 'dist/apps/cli/src/main.js'];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...program, ...args], { env });
    return stdout;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    throw new Error(`cli ${args.slice(0, 2).join(' ')} failed: ${said}`, { cause: error });
  }
};

export const migrate = async (environment: NodeJS.ProcessEnv): Promise<void> => {
  await runCli(['migrate', 'up'], environment);
};

/** Makes or refreshes the demo shop; its keys are kept in `keysFile` and stay the same. */
export const seedDemo = async (
  environment: NodeJS.ProcessEnv,
  { deliveryUrl, keysFile }: { deliveryUrl: string; keysFile: string },
): Promise<DemoAccess> => {
  const args = ['seed', '--delivery-url', deliveryUrl, '--keys-file', keysFile];
  return JSON.parse(await runCli(args, environment)) as DemoAccess;
};
