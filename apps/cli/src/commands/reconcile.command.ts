import { Command, InvalidArgumentError } from 'commander';
import { withDatabase } from '../database.js';
import { printJson, say } from '../output.js';
import { checks } from '../reconcile/checks.js';
import { type Finding, type Range, reconcile } from '../reconcile/reconcile.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const time = (value: string): Date => {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('Give a time such as 2026-03-01T00:00:00Z.');
  }
  return at;
};

const line = ({ kind, tenantId, conversationId, messageId }: Finding): string =>
  `${kind}  tenant ${tenantId}  conversation ${conversationId}  message ${messageId}  ${checks[kind].what}\n`;

const countByKind = (findings: Finding[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(findings, ({ kind }) => kind)].map(([kind, { length }]) => [kind, length]),
  );

const run = ({ json, ...range }: Range & { json?: true }): Promise<void> =>
  withDatabase(async (database) => {
    const { scanned, findings } = await reconcile(database, range);
    const byKind = countByKind(findings);
    if (json) printJson({ scanned, byKind, findings });
    else {
      for (const finding of findings) process.stdout.write(line(finding));
      const kinds = Object.entries(byKind).map(([kind, count]) => `, ${kind}: ${count}`);
      say(`${scanned} messages, ${findings.length} findings${kinds.join('')}`);
    }
    if (findings.length > 0) process.exitCode = 1;
  });

export const reconcileCommand = (): Command =>
  new Command('reconcile')
    .description('look for messages whose chain is broken; exit code 1 when there are any')
    .option(
      '--from <time>',
      'messages written since (default: a day ago)',
      time,
      new Date(Date.now() - dayMs),
    )
    .option(
      '--to <time>',
      'and before (default: a minute ago; what is younger is in motion)',
      time,
      new Date(Date.now() - minuteMs),
    )
    .option('--tenant <id>', 'of one tenant only')
    .option('--json', 'everything as JSON on stdout')
    .action(run);
