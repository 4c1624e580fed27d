import { type Contestant, type Entrant, type Setup } from './contestant.js';
import { entrants } from './entrants.js';

/** What a process of the benchmark is told: which cache it has, and whose keys it shares. */
export interface Order {
  readonly entrant: string;
  readonly redisUrl: string;
  readonly prefix: string;
}

/** Called in the process. */
export const readOrder = <Given extends Order>(): Given =>
  JSON.parse(process.argv[2] ?? '{}') as Given;

const named = (name: string): Entrant => {
  const found = entrants.find((entrant) => entrant.name === name);
  if (!found) throw new Error(`there is no "${name}"`);
  return found;
};

export const openOrdered = (
  { entrant, redisUrl, prefix }: Order,
  load: Setup['load'],
): Promise<Contestant> =>
  named(entrant).open({ redisUrl, prefix, memoryEntries: 10_000, ttlMs: 60_000, load });
