import { type CacheFamily, type ReadOptions } from '#caching';
import { type ChangeFeed, type ChangeSubject, forgetChanged } from '#changes';
import { Problem, type WirePage } from '#contracts';

/** Those of a tenant's items that exist, in no particular order. */
type LoadItems<Item> = (tenantId: string, ids: readonly string[]) => Promise<Item[]>;

/** The items of one kind as they are read: through the cache. */
export class CachedItems<Item extends { id: string }> {
  constructor(
    private readonly items: CacheFamily<Item | null>,
    private readonly load: LoadItems<Item>,
  ) {}

  /** @throws Problem `not_found` */
  async get(
    { tenantId, id }: { tenantId: string; id: string },
    options?: ReadOptions,
  ): Promise<Item> {
    const load = async (): Promise<Item | null> => (await this.load(tenantId, [id]))[0] ?? null;
    const item = await this.items.get(tenantId, id, load, options);
    if (item === null) throw new Problem('not_found');
    return item;
  }

  /** Those that exist, in no particular order. */
  async byIds(tenantId: string, ids: readonly string[], options?: ReadOptions): Promise<Item[]> {
    const load = async (missing: string[]): Promise<Map<string, Item | null>> => {
      const loaded = new Map<string, Item | null>(missing.map((id) => [id, null]));
      for (const item of await this.load(tenantId, missing)) loaded.set(item.id, item);
      return loaded;
    };
    const found = await this.items.getMany(tenantId, ids, load, options);
    return [...found.values()].filter((item) => item !== null);
  }
}

/** Takes back what a change makes wrong: the items it names, and every list, as any may show them. */
export const forgetChangedItems = <Item>(
  changes: ChangeFeed,
  subject: ChangeSubject,
  items: CacheFamily<Item | null>,
  lists: CacheFamily<WirePage<Item>>,
): void => {
  changes.on(subject, async (change) => {
    const { tenantId } = change;
    if (tenantId === null) return;
    await Promise.all([
      forgetChanged(items, tenantId, change),
      lists.invalidateScope(tenantId, 'changed'),
    ]);
  });
};
