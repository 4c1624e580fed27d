import { BoundProcess } from '#local-servers';
import { encryptionKeys } from './shop.ts';

/** What `npm run cli -- reconcile` finds: message chains that are broken, by kind. */
export const reconcile = async (databaseUrl: string): Promise<Record<string, number>> => {
  const range = ['--from', '2000-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z'];
  const lines: string[] = [];
  const { exited } = new BoundProcess(
    process.execPath,
    ['dist/apps/cli/src/main.js', 'reconcile', ...range, '--json'],
    {
      env: { DATABASE_URL: databaseUrl, ENCRYPTION_KEYS: encryptionKeys },
      onLine: (line) => lines.push(line),
    },
  );
  await exited;
  return (JSON.parse(lines.join('\n')) as { byKind: Record<string, number> }).byKind;
};
