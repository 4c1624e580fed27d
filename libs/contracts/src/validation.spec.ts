import { describe, expect, it } from '@jest/globals';
import { productInput } from './catalog.js';
import { Problem, problemCatalogue } from './problems.js';
import { parseInput } from './validation.js';

const problemOf = (work: () => unknown): Problem => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('parseInput', () => {
  it('names every wrong field by its JSON pointer', () => {
    const problem = problemOf(() =>
      parseInput(productInput, {
        title: '',
        price: { amountMinor: 1.5, currency: 'kes' },
        color: 'red',
      }),
    );
    expect(problem.code).toBe('malformed');
    expect(problem.errors?.map(({ field }) => field).sort()).toEqual([
      '/color',
      '/price/amountMinor',
      '/price/currency',
      '/title',
    ]);
  });

  it('fills in defaults', () => {
    const price = { amountMinor: 0, currency: 'KES' };
    expect(parseInput(productInput, { title: 'Free map', price })).toEqual({
      title: 'Free map',
      price,
      active: true,
    });
  });
});

describe('a problem', () => {
  it('is an RFC 9457 body whose status follows from its code', () => {
    expect(new Problem('not_found', 'no such product').toJSON()).toEqual({
      type: 'urn:tulia:problem:not_found',
      title: problemCatalogue.not_found.title,
      status: 404,
      code: 'not_found',
      detail: 'no such product',
    });
  });

  it('leaves out a detail that would only repeat the title', () => {
    expect(new Problem('unsigned').toJSON()).not.toHaveProperty('detail');
  });
});
