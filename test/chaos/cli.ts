import { BoundProcess, type Exit } from '#local-servers';
import { encryptionKeys } from './encryption-keys.ts';

/** Runs a command of the suite's command line on a database. */
export const runCli = async (
  args: string[],
  databaseUrl: string,
): Promise<Exit & { output: string }> => {
  const lines: string[] = [];
  const { exited } = new BoundProcess(process.execPath, ['dist/apps/cli/src/main.js', ...args], {
    env: { DATABASE_URL: databaseUrl, ENCRYPTION_KEYS: encryptionKeys },
    onLine: (line) => lines.push(line),
  });
  return { ...(await exited), output: lines.join('\n') };
};
