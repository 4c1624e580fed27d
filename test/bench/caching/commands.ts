import { type createClient } from 'redis';

/** What the connections do besides what they are asked to do, and what the counting does. */
const upkeep = new Set(['ping', 'info', 'config|resetstat', 'time', 'hello', 'client|setinfo']);

/** How often the Redis server ran each command while `work` went on, upkeep apart. */
export const commandsOf = async (
  client: ReturnType<typeof createClient>,
  work: () => Promise<unknown>,
): Promise<Record<string, number>> => {
  await client.configResetStat();
  await work();
  const info = await client.info('commandstats');
  const counted = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(
    ([, command = '', calls]) => [command, Number(calls)] as const,
  );
  return Object.fromEntries(counted.filter(([command]) => !upkeep.has(command)));
};
