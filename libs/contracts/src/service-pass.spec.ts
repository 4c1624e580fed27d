import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ServicePass, ServicePasses } from './service-pass.js';

const key = (name: string, fill: number): string =>
  `${name}:${Buffer.alloc(32, fill).toString('base64')}`;

const pass: ServicePass = {
  tenantId: '01900000-0000-7000-8000-000000000001',
  access: 'read',
  expiresAt: Date.now() + 60_000,
};

describe('a service pass', () => {
  const passes = new ServicePasses([key('new', 1), key('old', 2)]);

  test('says what was issued', () => {
    expect(passes.read(passes.issue(pass))).toEqual(pass);
  });

  test('is still good after its key was succeeded by another, not after that is gone', () => {
    const issued = new ServicePasses([key('old', 2)]).issue(pass);
    expect(passes.read(issued)).toEqual(pass);
    expect(new ServicePasses([key('new', 1)]).read(issued)).toBeUndefined();
  });

  test('ends', () => {
    expect(passes.read(passes.issue({ ...pass, expiresAt: Date.now() }))).toBeUndefined();
  });

  test('of another installation opens nothing, though its key has the same name', () => {
    const theirs = new ServicePasses([key('new', 3)]);
    expect(passes.read(theirs.issue(pass))).toBeUndefined();
  });

  test('opens nothing once a character of it was changed', () => {
    const issued = passes.issue(pass);
    fc.assert(
      fc.property(
        fc.nat(issued.length - 1),
        fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789-_.'),
        (at, character) => {
          fc.pre(issued[at] !== character);
          const changed = issued.slice(0, at) + character + issued.slice(at + 1);
          // The last character of base64url has bits that say nothing.
          fc.pre(at !== issued.length - 1);
          expect(passes.read(changed)).toBeUndefined();
        },
      ),
    );
  });

  test('is not made of just any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(passes.read(text)).toBeUndefined();
        expect(passes.read(`pass.new.${text}`)).toBeUndefined();
      }),
    );
  });
});
