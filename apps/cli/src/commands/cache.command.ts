import { cacheId, cacheInvalidation, invalidationTarget, parseInput } from '#contracts';
import { auditTenants } from '#conversations';
import { Command } from 'commander';
import { printKey, printOverview } from '../cache-tables.js';
import { withCaches } from '../caches.js';
import { withDatabase } from '../database.js';
import { printJson, say } from '../output.js';

const by = 'cli';
const warmPatienceMs = 10_000;

interface Json {
  json?: true;
}

/** `p1` is a text; `["p1",true]` are parts. @throws when it is neither */
const idFrom = (text: string): ReturnType<typeof cacheId.parse> =>
  parseInput(cacheId, text.startsWith('[') ? JSON.parse(text) : text);

const collect = (value: string, values: string[] = []): string[] => [...values, value];

const warn = (note: string | null): void => {
  if (note !== null) say(note);
};

const stats = ({ tenant, json }: { tenant?: string } & Json): Promise<void> =>
  withCaches(async (caches) => {
    const overview = await caches.overview(tenant);
    warn(overview.note);
    if (json) printJson(overview);
    else printOverview(overview);
  });

const show = (
  family: string,
  id: string,
  { tenant, json }: { tenant: string } & Json,
): Promise<void> =>
  withCaches(async (caches) => {
    const found = await caches.lookUp(family, tenant, idFrom(id));
    warn(found.note);
    if (json) printJson(found);
    else printKey(found);
  });

interface Chosen {
  tenant?: string;
  family?: string;
  id?: string;
  tag?: string;
  reason: string;
}

const invalidate = ({ tenant, id, json, ...given }: Chosen & Json): Promise<void> =>
  withCaches(async (caches) => {
    const named = { ...given, ...(tenant && { tenantId: tenant }), ...(id && { id: idFrom(id) }) };
    const { tenantId, ...order } = parseInput(cacheInvalidation, named);
    const { family, tag, reason } = order;
    if (tenantId === undefined && (order.id ?? tag) !== undefined) {
      throw new Error('--tenant is needed with --id or --tag: each tenant has its own.');
    }
    if (family !== undefined) await caches.assertFamily(family);
    const detail = { family, id: order.id, tag, reason };
    const tenants = await withDatabase((database) =>
      auditTenants(database, tenantId ?? null, { by, action: 'cache.invalidated', detail }),
    );
    const why = `operator: ${by}: ${reason}`;
    const others = tenantId === undefined ? (await caches.overview()).scopes : [];
    const scopes = [...new Set([...tenants, ...others.map(({ scope }) => scope)])];
    const done = await caches.invalidate(scopes, invalidationTarget(order), why);
    warn(done.note);
    if (json) printJson({ tenants: tenants.length, ...done });
    else process.stdout.write(`taken back for ${tenants.length} tenants\n`);
    if (!done.told) process.exitCode = 1;
  });

const warm = ({
  tenant,
  family,
  json,
}: { tenant?: string; family?: string[] } & Json): Promise<void> =>
  withCaches(async (caches) => {
    for (const name of family ?? []) await caches.assertFamily(name);
    if (tenant !== undefined) {
      const detail = { families: family };
      await withDatabase((database) =>
        auditTenants(database, tenant, { by, action: 'cache.warmed', detail }),
      );
    }
    const { note, processes } = await caches.warm({
      ...(tenant === undefined ? {} : { scopes: [tenant] }),
      ...(family === undefined ? {} : { families: family }),
      priority: 'asked',
      patienceMs: warmPatienceMs,
    });
    warn(note);
    if (json) printJson({ note, processes });
    else {
      for (const { process: name, result } of processes) {
        const said =
          result === null ? 'still at it' : `${result.warmed} warmed, ${result.failed} failed`;
        process.stdout.write(`${name}  ${said}\n`);
      }
    }
    if (processes.some(({ result }) => result !== null && result.failed > 0)) process.exitCode = 1;
  });

export const cacheCommand = (): Command => {
  const command = new Command('cache').description('what the services cache; needs REDIS_URL too');
  command
    .command('stats')
    .description('figures of all processes, by family and of the busiest tenants')
    .option('--tenant <id>', "a tenant's too")
    .option('--json', 'everything')
    .action(stats);
  command
    .command('show')
    .description('where a value is, how old it is, and who took it back last and why')
    .argument('<family>')
    .argument('<id>', 'a text, or a JSON array of parts')
    .requiredOption('--tenant <id>', 'whose')
    .option('--json', 'everything')
    .action(show);
  command
    .command('invalidate')
    .description('take back one value, a tag, a family, or all of a tenant')
    .option('--tenant <id>', 'whose; without it a family is taken back of everybody')
    .option('--family <name>')
    .option('--id <id>', 'in the family: a text, or a JSON array of parts')
    .option('--tag <tag>')
    .requiredOption('--reason <text>', 'for the audit')
    .option('--json', 'as JSON')
    .action(invalidate);
  command
    .command('warm')
    .description('fill the caches of a tenant, or of the busiest ones')
    .option('--tenant <id>', 'only this one')
    .option('--family <name>', 'only this one; may be repeated', collect)
    .option('--json', 'as JSON')
    .action(warm);
  return command;
};
