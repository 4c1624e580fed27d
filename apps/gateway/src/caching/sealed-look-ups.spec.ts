import { CacheFamily, TieredCache } from '#caching';
import { SecretBox } from '#persistence';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { defineSealedFamily, SealedLookUps } from './sealed-look-ups.js';

interface Key {
  role: string;
}

const scope = 'directory';
const family = defineSealedFamily('keys', 60_000);
const encryptionKey = (): string => `k:${randomBytes(32).toString('base64')}`;

describe('sealed look-ups', () => {
  let cache: CacheFamily<string | undefined>;
  let tiers: TieredCache;
  let keys: SealedLookUps<Key>;
  let loads: string[];

  const secrets = new SecretBox([encryptionKey()]);
  const find = (id: string, role = 'viewer'): Promise<Key | undefined> =>
    keys.find(id, () => {
      loads.push(id);
      return Promise.resolve({ role });
    });
  /** What lies in the cache, as whoever reads Redis would see it. */
  const stored = (id: string): Promise<string | undefined> =>
    cache.get(scope, id, () => Promise.resolve(undefined));

  beforeEach(() => {
    tiers = new TieredCache({ keyPrefix: 'test' });
    cache = new CacheFamily(family, tiers);
    keys = new SealedLookUps(cache, secrets, 60_000);
    loads = [];
  });
  afterEach(() => {
    jest.restoreAllMocks();
    tiers.close();
  });

  it('load once', async () => {
    expect([await find('a'), await find('a')]).toEqual([{ role: 'viewer' }, { role: 'viewer' }]);
    expect(loads).toEqual(['a']);
  });

  it('ask again for what does not exist', async () => {
    const absent = (): Promise<Key | undefined> => keys.find('a', () => Promise.resolve(undefined));
    expect([await absent(), await absent()]).toEqual([undefined, undefined]);
    expect(await find('a')).toEqual({ role: 'viewer' });
  });

  it('show nothing to who reads the cache', async () => {
    await find('a', 'the-secret-role');
    const sealed = (await stored('a')) ?? '';
    expect(sealed).not.toBe('');
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('the-secret-role');
  });

  it('believe no entry that was moved from another id', async () => {
    await find('theirs', 'platform');
    await cache.set(scope, 'mine', await stored('theirs'));
    expect(await find('mine')).toEqual({ role: 'viewer' });
    expect(loads).toEqual(['theirs', 'mine']);
  });

  it('believe no entry that was brought back after its time', async () => {
    await find('a', 'owner');
    const old = await stored('a');
    const later = Date.now() + 60_001;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    await cache.set(scope, 'a', old);
    expect(await find('a')).toEqual({ role: 'viewer' });
  });

  it('believe no entry of another key, and put it right', async () => {
    const foreign = new SealedLookUps<Key>(cache, new SecretBox([encryptionKey()]), 60_000);
    await foreign.find('a', () => Promise.resolve({ role: 'platform' }));
    expect(await find('a')).toEqual({ role: 'viewer' });
    await find('a');
    expect(await find('a')).toEqual({ role: 'viewer' });
    expect(loads).toEqual(['a', 'a']);
  });

  it('believe nothing of an entry in which one bit was changed', async () => {
    await find('a', 'viewer');
    const sealed = Buffer.from((await stored('a')) ?? '', 'base64');
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (byte, bit) => {
        const changed = Buffer.from(sealed);
        changed[byte] = (changed[byte] ?? 0) ^ (1 << bit);
        await cache.set(scope, 'a', changed.toString('base64'));
        expect(await find('a', 'loaded anew')).toEqual({ role: 'loaded anew' });
      }),
    );
  });
});
