import { describe, expect, test } from '@jest/globals';
import { readQuery } from '../http/read-query.js';
import { knowledgeListQuery, listQuery, toPage } from './list-query.js';

describe('a list query', () => {
  test('has defaults', () => {
    expect(listQuery.parse({})).toEqual({ limit: 50, activeOnly: false, useCache: true });
    expect(readQuery.parse({})).toEqual({ useCache: true });
  });

  test('is read from text', () => {
    const query = {
      limit: '200',
      cursor: 'abc',
      activeOnly: 'true',
      use_cache: 'false',
      type: 'faq',
    };
    expect(knowledgeListQuery.parse(query)).toEqual({
      limit: 200,
      cursor: 'abc',
      activeOnly: true,
      useCache: false,
      type: 'faq',
    });
  });

  test.each([{ activeOnly: 'maybe' }, { use_cache: '' }, { type: 'rumour' }, { limit: '201' }])(
    'does not take %j',
    (query) => {
      expect(knowledgeListQuery.safeParse(query).success).toBe(false);
    },
  );
});

test('a page from the wire without a cursor is the last one', () => {
  expect(toPage({ items: [1] })).toEqual({ items: [1], nextCursor: null });
});
