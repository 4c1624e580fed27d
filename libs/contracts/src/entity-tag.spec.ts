import { describe, expect, test } from '@jest/globals';
import { assertMatches, entityTag } from './entity-tag.js';

describe('an entity tag', () => {
  const fern = { id: '1', price: { amountMinor: 5, currency: 'KES' }, sku: undefined };

  test('is the same however the resource has travelled', () => {
    const travelled = { price: { currency: 'KES', amountMinor: 5 }, id: '1' };
    expect(entityTag(travelled)).toBe(entityTag(fern));
    expect(entityTag(fern)).toMatch(/^"[\w-]{27}"$/);
  });

  test.each([
    { ...fern, id: '2' },
    { ...fern, price: { amountMinor: 6, currency: 'KES' } },
    { ...fern, sku: null },
    { ...fern, sku: [] },
  ])('differs from that of %j', (other) => {
    expect(entityTag(other)).not.toBe(entityTag(fern));
  });

  test('that is not of what is there now stops a change', () => {
    expect(() => assertMatches(entityTag(fern), fern)).not.toThrow();
    expect(() => assertMatches(undefined, fern)).not.toThrow();
    expect(() => assertMatches(`W/${entityTag(fern)}`, fern)).toThrow('changed since');
  });
});
