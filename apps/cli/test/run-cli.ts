import { execFile } from 'node:child_process';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export const encryptionKey = `test:${Buffer.alloc(32, 1).toString('base64')}`;

/** The command line as it is shipped. */
export const runCli = (args: string[], environment: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, ENCRYPTION_KEYS: encryptionKey, ...environment };
    execFile('node', ['dist/apps/cli/src/main.js', ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
