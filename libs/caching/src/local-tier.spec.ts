import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Entry } from './entry.js';
import { LocalTier, type Place } from './local-tier.js';
import { Stamps } from './stamps.js';

const now = 1000;

function entry(overrides: Partial<Entry> = {}): Entry {
  const times = { start: 1, freshUntil: now + 10, expiresAt: now + 20, loadMs: 1 };
  return { value: 'v', bytes: 100, tags: [], ...times, ...overrides };
}

const at = (key: string): Place => ({ key, slot: undefined });

describe('LocalTier', () => {
  let stamps: Stamps;

  beforeEach(() => {
    stamps = new Stamps(() => undefined);
  });

  const tier = (limits = { maxEntries: 3, maxBytes: 1_000_000 }): LocalTier =>
    new LocalTier(limits, stamps);

  const put = (
    local: LocalTier,
    key: string,
    overrides: Partial<Entry> = {},
    notAfter = Infinity,
  ): void => {
    const kept = { entry: entry(overrides), family: 'things', stampKeys: ['tag'] };
    local.put(key, { ...kept, notAfter, calmUntil: now + 5 });
  };

  it('holds no more entries than allowed, and lets go of what was not used', () => {
    const local = tier();
    put(local, 'a');
    put(local, 'b');
    put(local, 'c');
    local.get(at('a'), now);
    put(local, 'd');
    expect(['a', 'b', 'c', 'd'].filter((key) => local.get(at(key), now) !== undefined)).toEqual([
      'a',
      'c',
      'd',
    ]);
    expect(local.evictions).toBe(1);
  });

  it('stays within its bounds whatever is put and read', () => {
    const step = fc.record({ key: fc.nat(50), bytes: fc.nat(3000), read: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const local = tier({ maxEntries: 20, maxBytes: 10_000 });
        for (const { key, bytes, read } of steps) {
          if (read) local.get(at(`k${key}`), now);
          else put(local, `k${key}`, { bytes });
          expect(local.bytes).toBeLessThanOrEqual(10_000);
          expect(local.entries('things')).toBeLessThanOrEqual(20);
        }
        for (let key = 0; key <= 50; key++) local.delete(`k${key}`);
        expect([local.bytes, local.entries('things')]).toEqual([0, 0]);
      }),
    );
  });

  it('does not empty itself for a value that can never fit', () => {
    const local = tier({ maxEntries: 10, maxBytes: 1000 });
    put(local, 'a');
    put(local, 'huge', { bytes: 2000 });
    expect(local.get(at('a'), now)).toBeDefined();
    expect(local.get(at('huge'), now)).toBeUndefined();
  });

  it('serves nothing past its end', () => {
    const local = tier();
    put(local, 'a');
    expect(local.get(at('a'), now + 19)).toBeDefined();
    expect(local.get(at('a'), now + 20)).toBeUndefined();
    put(local, 'b', {}, now + 5);
    expect(local.get(at('b'), now + 5)).toBeUndefined();
  });

  it('drops an entry whose load started no later than a stamp of its tags', () => {
    const local = tier();
    put(local, 'old', { start: 5 });
    put(local, 'new', { start: 7 });
    stamps.learn('other', 100);
    expect(local.get(at('old'), now)).toBeDefined();
    stamps.learn('tag', 6);
    expect(local.get(at('old'), now)).toBeUndefined();
    expect(local.get(at('new'), now)).toBeDefined();
  });

  it('calls an entry calm only while it is surely fresh, valid and found before', () => {
    const local = tier();
    const [a, brief] = [at('a'), at('brief')];
    put(local, 'a');
    put(local, 'brief', {}, now + 2);
    expect(local.calm(a, now)).toBeUndefined();
    for (const place of [a, brief]) local.get(place, now);
    expect(local.calm(a, now + 4)).toBeDefined();
    expect(local.calm(a, now + 5)).toBeUndefined();
    expect(local.calm(brief, now + 2)).toBeUndefined();
    stamps.learn('tag', 6);
    expect(local.calm(a, now)).toBeUndefined();
    put(local, 'a', { start: 7 });
    local.get(a, now);
    expect(local.calm(a, now)).toBeDefined();
    local.delete('a');
    expect(local.calm(a, now)).toBeUndefined();
  });

  it('finds a place again without looking its key up, and never what is no longer held', () => {
    const local = tier();
    const place = at('a');
    const read = () => local.get(place, now)?.value;
    expect(read()).toBeUndefined();
    put(local, 'a', { value: 'first' });
    expect(read()).toBe('first');
    put(local, 'a', { value: 'second' });
    expect(read()).toBe('second');
    local.delete('a');
    expect(place.slot?.entry).toBeUndefined();
    expect(read()).toBeUndefined();
    put(local, 'a', { value: 'third' });
    expect(read()).toBe('third');
    local.clear();
    expect(place.slot?.entry).toBeUndefined();
    expect(read()).toBeUndefined();
  });
});
