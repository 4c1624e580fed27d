import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SecretBox, SecretBoxError } from './secret-box.js';

const key = (name: string, fill: number): string =>
  `${name}:${Buffer.alloc(32, fill).toString('base64')}`;

describe('SecretBox', () => {
  it('opens what it sealed', () => {
    const box = new SecretBox([key('k1', 1)]);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (secret) => {
        expect(box.open(box.seal(secret))).toBe(secret);
      }),
    );
  });

  it('never seals the same secret to the same bytes', () => {
    const box = new SecretBox([key('k1', 1)]);
    expect(box.seal('secret')).not.toEqual(box.seal('secret'));
  });

  it('refuses a sealed value in which any one bit was changed, or that was cut', () => {
    const box = new SecretBox([key('k1', 1)]);
    const sealed = box.seal('secret');
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Buffer.from(sealed);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(() => box.open(changed)).toThrow(SecretBoxError);
      }),
    );
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), (length) => {
        expect(() => box.open(sealed.subarray(0, length))).toThrow(SecretBoxError);
      }),
    );
  });

  it('seals with the first key and opens with all, so that keys can be rotated', () => {
    const before = new SecretBox([key('old', 1)]).seal('secret');
    const rotated = new SecretBox([key('new', 2), key('old', 1)]);
    expect(rotated.open(before)).toBe('secret');
    expect(() => new SecretBox([key('old', 1)]).open(rotated.seal('secret'))).toThrow(
      'There is no encryption key named new',
    );
  });

  it('does not start with a key of the wrong length', () => {
    expect(() => new SecretBox(['k1:c2hvcnQ='])).toThrow(SecretBoxError);
    expect(() => new SecretBox([])).toThrow(SecretBoxError);
  });
});
