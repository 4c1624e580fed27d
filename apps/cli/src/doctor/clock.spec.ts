import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clockFinding, skewOf } from './clock.js';

describe('skewOf', () => {
  test('a clock that is right is never blamed for a slow way', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(60_000), fc.nat(60_000), (askedMs, there, back) => {
        const serverMs = askedMs + there;
        expect(skewOf({ serverMs, askedMs, answeredMs: serverMs + back })).toBe(0);
      }),
    );
  });
});

describe('clockFinding', () => {
  const read = (serverMs: number): string =>
    `${clockFinding('redis', { serverMs, askedMs: 10_000, answeredMs: 10_010 }).state}: ` +
    clockFinding('redis', { serverMs, askedMs: 10_000, answeredMs: 10_010 }).found;

  test('a second is tolerated, more is not', () => {
    expect(read(11_010)).toBe('ok: agrees with this machine');
    expect(read(11_011)).toBe('wrong: 1001 ms ahead of this machine');
    expect(read(8000)).toBe('wrong: 2000 ms behind this machine');
  });
});
