import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digest, fingerprint } from './fingerprint.js';

const parts = fc.array(fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }));
const space = fc.stringMatching(/^[ \t\n\u00a0]+$/);

describe('a fingerprint', () => {
  it('is SHA-256 in hex, and the same tomorrow', () => {
    // printf '6;tenant-;11;Hello world' | sha256sum
    expect(fingerprint(['tenant', undefined, 'Hello  world'])).toBe(
      '709dfd99b0ca5a59c25daf9b06605306e79725a2d028cb96bb29b995e081b7ae',
    );
  });

  it('is the same for the same text written differently', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^\S+$/), { minLength: 1 }), space, (words, gap) => {
        const text = words.join(' ');
        expect(fingerprint([`${gap}${words.join(gap)}${gap}`])).toBe(fingerprint([text]));
        expect(fingerprint([text.normalize('NFD')])).toBe(fingerprint([text.normalize('NFC')]));
      }),
    );
  });

  it('differs for other words', () => {
    expect(fingerprint(['yes'])).not.toBe(fingerprint(['Yes']));
    expect(fingerprint(['a b'])).not.toBe(fingerprint(['ab']));
  });

  it('tells absent from empty', () => {
    expect(fingerprint([undefined])).not.toBe(fingerprint(['']));
    expect(fingerprint([])).not.toBe(fingerprint([undefined]));
  });
});

describe('a digest', () => {
  it('differs wherever the parts do, however they read when joined', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        const alike = one.every((part, i) => part === other[i]) && one.length === other.length;
        fc.pre(same === alike);
        expect(digest(one) === digest(other)).toBe(alike);
      }),
    );
  });

  it('keeps the borders between parts', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(), (text, a, b) => {
        const [one, other] = [a % (text.length + 1), b % (text.length + 1)];
        const cut = (at: number) => digest([text.slice(0, at), text.slice(at)]);
        expect(cut(one) === cut(other)).toBe(one === other);
      }),
    );
  });
});
