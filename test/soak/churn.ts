import { CacheFamily, defineFamily, TieredCache } from '#caching';

interface Thing {
  readonly id: string;
  readonly filling: string;
}

const scopes = 50;
const maxEntries = 5000;
const callers = 32;
/** Every so many operations one reaches back to a key that others may hold. */
const popular = 500;

class Refused extends Error {}

const thing = (id: string): Thing => ({ id, filling: 'x'.repeat(500) });

const family = (): ReturnType<typeof defineFamily<Thing>> =>
  defineFamily<Thing>({
    name: 'things',
    version: 1,
    ttlMs: 2000,
    staleWhileRevalidateMs: 1000,
    tags: ({ id }) => [`tag-${id.length % 7}`],
  });

/**
 * Two processes' caches in one, with everything that could leave something behind: ever new keys,
 * scopes that come and go, failing loaders, batches, tags, invalidations of each kind.
 */
export class Churn implements AsyncDisposable {
  operations = 0;
  /** Keys never asked for before. */
  distinct = 0;
  /** Answers that belong to another key. */
  wrong = 0;
  errors = 0;

  private constructor(
    private readonly caches: readonly TieredCache[],
    private readonly families: readonly CacheFamily<Thing>[],
  ) {}

  static async start(redisUrl: string): Promise<Churn> {
    const options = { redisUrl, keyPrefix: 'soak', maxEntries };
    const caches = [new TieredCache(options), new TieredCache(options)];
    while (!caches.every(({ connected }) => connected)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return new Churn(
      caches,
      caches.map((cache) => new CacheFamily(family(), cache)),
    );
  }

  /** Of the first cache. */
  get memory(): { entries: number; bytes: number } {
    return (this.caches[0] as TieredCache).stats().memory;
  }

  async run(milliseconds: number): Promise<void> {
    const deadline = performance.now() + milliseconds;
    const call = async (): Promise<void> => {
      while (performance.now() < deadline) {
        await this.#operate(this.operations++).catch((error: unknown) => {
          if (!(error instanceof Refused)) this.errors++;
        });
      }
    };
    await Promise.all(Array.from({ length: callers }, call));
  }

  [Symbol.asyncDispose](): Promise<void> {
    for (const cache of this.caches) cache.close();
    return Promise.resolve();
  }

  async #operate(turn: number): Promise<void> {
    const which = turn % 2;
    const things = this.families[which] as CacheFamily<Thing>;
    const cache = this.caches[which] as TieredCache;
    const id = turn % 3 === 0 ? `p${turn % popular}` : `n${this.distinct++}`;
    const scope = `s${turn % scopes}`;
    if (turn % 101 === 0) return await things.invalidate(scope, id, 'updated');
    if (turn % 103 === 0) return await things.set(scope, id, thing(id));
    if (turn % 1009 === 0) return await cache.invalidateTags(scope, ['tag-2'], 'updated');
    if (turn % 2003 === 0) return await things.invalidateScope(scope, 'updated');
    if (turn % 107 === 0) return await this.#many(things, scope, id);
    const refused = turn % 109 === 0;
    const value = await things.get(scope, id, () =>
      refused ? Promise.reject(new Refused('as planned')) : Promise.resolve(thing(id)),
    );
    if (value.id !== id) this.wrong++;
  }

  async #many(things: CacheFamily<Thing>, scope: string, id: string): Promise<void> {
    const ids = Array.from({ length: 20 }, (_, index) => `${id}-${index}`);
    this.distinct += ids.length;
    const found = await things.getMany(scope, ids, (missing) =>
      Promise.resolve(new Map(missing.map((each) => [each, thing(each)]))),
    );
    for (const each of ids) if (found.get(each)?.id !== each) this.wrong++;
  }
}
