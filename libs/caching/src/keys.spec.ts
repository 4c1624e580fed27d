import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidOptionsError, MissingScopeError } from './errors.js';
import { familyOf, Keys, leaseKey, scopeOf, stampKeys, type KeyPart } from './keys.js';

const keys = new Keys('app');
const family = { name: 'things', version: 1 };
const keyOf = (scope: string, id: KeyPart | readonly KeyPart[], of = family): string =>
  keys.entry(of, scope, id);

/** Separators, braces, our own marks, unicode, lone surrogates, and beyond what is hashed. */
const hostileText = fc.oneof(
  fc.string({
    unit: fc.constantFrom(':', '{', '}', '~', '%', 'a', '1', ' ', '\u{1f600}', '\ud800'),
  }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', '~empty', '~none', 'null', '~null', '1', 'x'.repeat(199), 'x'.repeat(400)),
);
const part = fc.oneof(
  hostileText,
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.boolean(),
  fc.constant(null),
);
const scope = hostileText.filter((text) => text !== '');
const id = fc.array(part, { maxLength: 4 });

/** What makes two ids the same: `0` and `-0` are one number. */
const identity = (parts: readonly KeyPart[]): string =>
  JSON.stringify(parts.map((value) => [typeof value, value === null ? null : String(value)]));

describe('keys', () => {
  it('differ when scope or id differ', () => {
    fc.assert(
      fc.property(scope, id, scope, id, (scopeA, idA, scopeB, idB) => {
        const same = scopeA === scopeB && identity(idA) === identity(idB);
        expect(keyOf(scopeA, idA) === keyOf(scopeB, idB)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it('differ for near relatives', () => {
    const ids = [
      'a:b',
      ['a', 'b'],
      ['a', 'b', ''],
      ['ab'],
      1,
      '1',
      null,
      'null',
      true,
      'true',
      '',
      [],
    ];
    expect(new Set(ids.map((each) => keyOf('s', each))).size).toBe(ids.length);
    expect(keyOf('s', ['a'])).toBe(keyOf('s', 'a'));
  });

  it('of one scope hash to one cluster slot, whatever they contain', () => {
    fc.assert(
      fc.property(scope, id, hostileText, (owner, each, tag) => {
        const prefix = keys.scope('things', owner);
        const entry = keyOf(owner, each);
        const all = [entry, leaseKey(entry), stampKeys.tag(prefix, tag), stampKeys.scope(prefix)];
        // Redis hashes what stands between the first "{" and the next "}", if it is not empty.
        const tags = all.map((key) => /^[^{]*\{([^}]+)\}/.exec(key)?.[1]);
        expect(new Set(tags).size).toBe(1);
        expect(tags[0]).toBeDefined();
        expect(scopeOf(entry)).toBe(prefix);
        expect(familyOf(entry)).toBe(`${prefix}things`);
        expect(familyOf(stampKeys.family(prefix, 'things'))).toBe(`${prefix}things`);
        expect(familyOf(stampKeys.tag(prefix, tag))).toBeUndefined();
      }),
    );
  });

  it('of entries, leases and stamps never meet', () => {
    fc.assert(
      fc.property(scope, id, hostileText, (owner, each, tag) => {
        const prefix = keys.scope('things', owner);
        const entry = keyOf(owner, each);
        const all = [
          entry,
          leaseKey(entry),
          stampKeys.tag(prefix, tag),
          stampKeys.family(prefix, 'things'),
          stampKeys.scope(prefix),
        ];
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('hold no space, which separates the words of a message', () => {
    fc.assert(fc.property(scope, id, (owner, each) => !/\s/.test(keyOf(owner, each))));
  });

  it('change with the version', () => {
    expect(keyOf('s', 'a')).toBe('app:{s}:things:1:a');
    expect(keyOf('s', 'a', { name: 'things', version: 2 })).toBe('app:{s}:things:2:a');
  });

  it('stay short', () => {
    expect(keyOf('s'.repeat(10_000), 'x'.repeat(10_000)).length).toBeLessThan(200);
  });

  it('need an owner', () => {
    expect(() => keys.scope('things', '')).toThrow(MissingScopeError);
  });

  it.each(['', 'a{b', 'a b'])('refuse the prefix "%s"', (prefix) => {
    expect(() => new Keys(prefix)).toThrow(InvalidOptionsError);
  });
});
