import { describe, expect, it } from '@jest/globals';
import { InvalidFamilyError } from './errors.js';
import { defineFamily, type FamilyOptions } from './family.js';

const define = (options: Partial<FamilyOptions<string>>): unknown =>
  defineFamily<string>({ name: 'things', version: 1, ttlMs: 1000, ...options });

describe('defineFamily', () => {
  it.each<[string, Partial<FamilyOptions<string>>]>([
    ['name', { name: 'Things' }],
    ['name', { name: '~lease' }],
    ['version', { version: 0 }],
    ['ttlMs', { ttlMs: 0 }],
    ['ttlMs', { ttlMs: Number.NaN }],
    ['negativeTtlMs', { negativeTtlMs: -1 }],
    ['leaseMs', { leaseMs: 0 }],
    ['stale', { staleIfErrorMs: -1 }],
    ['earlyRefreshBeta', { earlyRefreshBeta: -1 }],
    ['floorMs', { adaptiveTtl: { floorMs: 10, ceilingMs: 5 } }],
    ['must not exceed', { ttlMs: 8 * 24 * 3600 * 1000 }],
  ])('names the option that is wrong: %s', (option, options) => {
    expect(() => define(options)).toThrow(InvalidFamilyError);
    expect(() => define(options)).toThrow(option);
  });

  it('fills in what is left out', () => {
    expect(define({})).toMatchObject({ negativeTtlMs: 1000, staleIfErrorMs: 0, leaseMs: 5000 });
  });
});
