import { type CachePlace, defineFamily, type Family, type KeyPart } from '#caching';
import { type WirePage } from '#contracts';

/** How one kind of item is cached: single ones, and pages of them. */
export interface ItemFamilies<Item> {
  /** By id; null: there is none. */
  items: Family<Item | null>;
  lists: Family<WirePage<Item>>;
}

/** What changes seldom is kept longer than `ttlMs`, what changes often not as long. */
const adaptiveTtl = { floorMs: 30_000, ceilingMs: 1_800_000 };
/** While the database is away nothing changes: what was right is right. */
const staleIfErrorMs = 300_000;

/** @param ttlMs until the environment says otherwise */
export const itemFamilies = <Item>(
  names: { items: string; lists: string },
  ttlMs: number,
): ItemFamilies<Item> => {
  const fresh = { version: 1, ttlMs, adaptiveTtl, staleIfErrorMs };
  return {
    // An id that is asked for before it exists is a mistake, or soon no longer true.
    items: defineFamily<Item | null>({ name: names.items, negativeTtlMs: 10_000, ...fresh }),
    lists: defineFamily<WirePage<Item>>({ name: names.lists, ...fresh }),
  };
};

interface ListCommand {
  tenantId: string;
  limit: number;
  cursor?: string | undefined;
  activeOnly: boolean;
  externalId?: string | undefined;
  useCache: boolean;
}

/** Where a page lies in the cache. */
export const listPlace = ({
  tenantId,
  activeOnly,
  externalId,
  limit,
  cursor,
  useCache,
}: ListCommand): CachePlace & { id: readonly KeyPart[] } => ({
  scope: tenantId,
  id: [activeOnly, limit, cursor ?? null, externalId ?? null],
  useCache,
});
