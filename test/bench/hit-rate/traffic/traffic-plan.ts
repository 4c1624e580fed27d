import { createRandom, type Random } from '../../../support/random.js';

/** What a tenant's people change in its catalog, and how often of a hundred changes. */
const changes = {
  price: 50,
  stock: 30,
  description: 8,
  knowledge: 6,
  'new product': 6,
} as const;

export type CatalogChange = keyof typeof changes;

/** A customer's question to a tenant, or a change of the tenant's catalog. */
export type Step =
  | { readonly tenant: number; readonly question: string }
  | { readonly tenant: number; readonly change: CatalogChange; readonly item: number };

export interface TrafficOptions {
  readonly seed: number;
  readonly tenants: number;
  readonly messages: number;
  /** Of a message. */
  readonly writeShare: number;
  readonly questions: readonly string[];
}

/** Picks an index: the first twice as often as the second, three times as often as the third, … */
const zipf = (count: number): ((random: Random) => number) => {
  let sum = 0;
  const upTo = Array.from({ length: count }, (_, rank) => (sum += 1 / (rank + 1)));
  return (random) => {
    const point = random.next() * sum;
    const index = upTo.findIndex((bound) => point < bound);
    return index < 0 ? count - 1 : index;
  };
};

/**
 * The same for the same options. Few tenants have most of the customers, and few questions are most
 * of what they ask; each tenant's customers have favourites of their own. The busier a tenant, the
 * more it changes.
 */
export const planTraffic = (options: TrafficOptions): Step[] => {
  const random = createRandom(options.seed);
  const tenantOf = zipf(options.tenants);
  const rankOf = zipf(options.questions.length);
  const favourites = Array.from({ length: options.tenants }, () =>
    random.shuffle(options.questions),
  );
  const kinds = Object.entries(changes).flatMap(([kind, share]) =>
    Array<CatalogChange>(share).fill(kind as CatalogChange),
  );
  return Array.from({ length: options.messages }, (): Step[] => {
    const tenant = tenantOf(random);
    const question = favourites[tenant]?.[rankOf(random)] ?? '';
    if (!random.chance(options.writeShare)) return [{ tenant, question }];
    const change = random.pick(kinds);
    return [
      { tenant, question },
      { tenant: tenantOf(random), change, item: random.next() },
    ];
  }).flat();
};
