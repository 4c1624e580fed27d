import { runCli } from './cli.ts';

/** What `npm run cli -- reconcile` finds: message chains that are broken, by kind. */
export const reconcile = async (databaseUrl: string): Promise<Record<string, number>> => {
  const range = ['--from', '2000-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z'];
  // It ends with 1 where it finds something.
  const { output } = await runCli(['reconcile', ...range, '--json'], databaseUrl);
  return (JSON.parse(output) as { byKind: Record<string, number> }).byKind;
};
