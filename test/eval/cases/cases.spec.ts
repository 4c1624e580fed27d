import { catalogMethods, parseInput } from '#contracts';
import { describe, expect, it } from '@jest/globals';
import { categories, evalTenants, mentions } from './index.js';

const cases = evalTenants.flatMap((tenant) => tenant.cases);
const tenantId = '01934f00-0000-7000-8000-000000000001';

describe('the case set of the evals', () => {
  it('holds at least 150 cases of every category over at least three tenants', () => {
    expect(evalTenants.length).toBeGreaterThanOrEqual(3);
    expect(cases.length).toBeGreaterThanOrEqual(150);
    expect(new Set(cases.map(({ category }) => category))).toEqual(new Set(categories));
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  it.each(evalTenants)(
    'asks $name for sources it has, and only when there is an answer',
    (tenant) => {
      const items = [...tenant.products, ...tenant.services, ...tenant.knowledge];
      const externalIds = items.map(({ externalId }) => externalId);
      expect(new Set(externalIds).size).toBe(items.length);
      for (const { outcome, sources } of tenant.cases) {
        expect(sources.length > 0).toBe(outcome === 'answer');
        for (const source of sources) expect(externalIds).toContain(source);
      }
    },
  );

  it.each(evalTenants)(
    'gives $name a catalog the API takes',
    ({ products, services, knowledge }) => {
      const { createProduct, createService, createKnowledge } = catalogMethods;
      for (const input of products) parseInput(createProduct.request, { tenantId, input });
      for (const input of services) parseInput(createService.request, { tenantId, input });
      for (const input of knowledge) parseInput(createKnowledge.request, { tenantId, input });
    },
  );

  it('never forbids what a right answer must say', () => {
    for (const { says, neverSays } of cases) {
      for (const said of says)
        for (const never of neverSays) expect(mentions(said, never)).toBe(false);
    }
  });

  it.each([
    ['It costs 2,199.00 EUR.', '2199', true],
    ['KES 42 999', '42999', true],
    ['6,20 EUR la pièce', '6.20', true],
    ['Closed on  Monday', 'closed on monday', true],
    ['It costs 219 EUR.', '2199', false],
  ])('finds in "%s" "%s": %s', (reply, text, found) => {
    expect(mentions(reply, text)).toBe(found);
  });
});
