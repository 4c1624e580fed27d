import { describe, expect, test } from '@jest/globals';
import { cacheInvalidation, invalidationTarget } from './cache-orders.js';
import { Problem } from './problems.js';
import { parseInput } from './validation.js';

const tenantId = '0198c0de-0000-7000-8000-000000000001';
const reason = 'wrong price';

const targetOf = (order: object) =>
  invalidationTarget(parseInput(cacheInvalidation, { reason, ...order }));

/** The fields that are wrong. */
const refused = (order: object): string[] => {
  try {
    parseInput(cacheInvalidation, order);
    return [];
  } catch (error) {
    return error instanceof Problem ? (error.errors ?? []).map(({ field }) => field) : ['?'];
  }
};

describe('an order to take back what is cached', () => {
  test.each([
    [
      'one value',
      { family: 'products', id: 'p1' },
      { kind: 'entry', family: 'products', id: 'p1' },
    ],
    ['one of parts', { family: 'query', id: ['a', 1, null] }, { kind: 'entry' }],
    ['a tag', { tag: 'product:1' }, { kind: 'tags', tags: ['product:1'] }],
    ['a family', { family: 'products' }, { kind: 'family', family: 'products' }],
    ['a tenant', { tenantId }, { kind: 'scope' }],
  ])('names %s', (_, order, target) => {
    expect(targetOf(order)).toMatchObject(target);
  });

  test.each([
    ['nothing', { reason }, ['/tenantId']],
    ['no reason', { tenantId }, ['/reason']],
    ['a blank reason', { tenantId, reason: ' ' }, ['/reason']],
    ['an id without its family', { id: 'p1', tenantId, reason }, ['/family']],
    ['key and tag at once', { family: 'products', id: 'p1', tag: 't', reason }, ['/tag']],
    ['a family that cannot be one', { family: 'Products!', reason }, ['/family']],
    ['something else', { tenantId, reason, keys: '*' }, ['/keys']],
    ['no tenant id', { tenantId: '7', reason }, ['/tenantId']],
    ['an id of no parts', { family: 'products', id: [], reason }, ['/id']],
  ])('that names %s is refused', (_, order, fields) => {
    expect(refused(order)).toEqual(fields);
  });
});
