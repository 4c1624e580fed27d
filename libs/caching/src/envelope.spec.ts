import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Entry } from './entry.js';
import { open, seal } from './envelope.js';
import { defineFamily } from './family.js';

const things = defineFamily<unknown>({ name: 'things', version: 1, ttlMs: 1000 });
const start = 1_790_000_000_123_456;
const entry = (value: unknown, tags: readonly string[], lifeMs: number): Entry => {
  const freshUntil = start / 1000 + lifeMs;
  const bytes = JSON.stringify(value).length;
  return { value, start, freshUntil, expiresAt: freshUntil + 500, loadMs: 3, bytes, tags };
};
const reopen = (sealed: string): Entry => open(things, JSON.parse(sealed));

describe('the envelope', () => {
  it('brings back every value with its tags, and never a longer life', () => {
    const tags = fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 });
    const life = fc.double({ min: 1, max: 7 * 86_400_000, noNaN: true });
    fc.assert(
      fc.property(fc.jsonValue(), tags, life, (given, names, lifeMs) => {
        // As JSON has it: -0 is 0.
        const value: unknown = JSON.parse(JSON.stringify(given));
        const before = entry(value, names, lifeMs);
        const after = reopen(seal(before, JSON.stringify(value)));
        expect(after.value).toEqual(value);
        expect([...after.tags]).toEqual(names);
        expect([after.start, after.bytes, after.loadMs]).toEqual([start, before.bytes, 3]);
        for (const time of ['freshUntil', 'expiresAt'] as const) {
          expect(after[time]).toBeLessThanOrEqual(before[time] + 0.001);
          expect(after[time]).toBeGreaterThan(before[time] - 1.001);
        }
      }),
    );
  });

  it('refuses whatever else is found, as corrupt', () => {
    const numbers = fc.constantFrom<unknown>(1, 0, -1, null, 'text', [], {});
    const nearly = fc.array(numbers, { maxLength: 8 });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nearly), (stored) => {
        const list: unknown[] = Array.isArray(stored) ? stored : [];
        const good =
          list.length > 5 &&
          list.slice(0, 5).every((part) => typeof part === 'number') &&
          list.slice(6).every((part) => typeof part === 'string');
        if (good) expect(open(things, stored).value).toEqual(list[5]);
        else expect(() => open(things, stored)).toThrow(SyntaxError);
      }),
    );
  });

  it('takes what the codec refuses for corrupt', () => {
    const decode = (): never => {
      throw new Error('an older shape');
    };
    const shaped = defineFamily<unknown>({
      name: 'shaped',
      version: 1,
      ttlMs: 1000,
      codec: { encode: (value) => value, decode },
    });
    const stored: unknown = JSON.parse(seal(entry({ old: true }, [], 10), '{"old":true}'));
    expect(() => open(shaped, stored)).toThrow(SyntaxError);
  });
});
