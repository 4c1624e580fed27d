import { CacheFamily, defineFamily, TieredCache } from '#caching';
import { inFullUse, placeOf } from './entrants/ours.js';
import { type Order } from './order.js';

export const leaseMs = 1000;

/** Ours, with leases so short. */
export const openWithLease = async (
  { redisUrl, prefix }: Pick<Order, 'redisUrl' | 'prefix'>,
  milliseconds: number,
): Promise<{ cache: TieredCache; family: CacheFamily<string> }> => {
  const cache = new TieredCache({ ...placeOf(redisUrl), keyPrefix: prefix });
  await inFullUse(cache);
  const definition = defineFamily<string>({
    name: 'leased',
    version: 1,
    ttlMs: 60_000,
    leaseMs: milliseconds,
  });
  return { cache, family: new CacheFamily(definition, cache) };
};
