import { catalogMethods, parseInput, type Service } from '#contracts';
import { ServiceEntity } from '#persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { CatalogFeatures } from '../../test/catalog-features.js';

describe('paging', () => {
  let features: CatalogFeatures;
  beforeAll(async () => {
    features = await CatalogFeatures.create();
  });
  afterAll(() => features[Symbol.asyncDispose]());

  const readAll = async (tenantId: string, limit: number): Promise<Service[]> => {
    const all: Service[] = [];
    let cursor: string | undefined;
    do {
      const command = parseInput(catalogMethods.listServices.request, { tenantId, limit, cursor });
      const page = await features.services.list(command);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return all;
  };

  it('shows every item once, newest first, also those of the same microsecond', async () => {
    const microseconds = fc.array(fc.integer({ min: 0, max: 2_500 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(microseconds, fc.integer({ min: 1, max: 13 }), async (ages, limit) => {
        const tenantId = await features.tenant();
        const ids = ages.map(() => uuid());
        for (const [index, age] of ages.entries()) {
          await features.database.source.manager.insert(ServiceEntity, {
            tenantId,
            id: ids[index],
            title: 'x',
            priceMinor: 0,
            currency: 'KES',
            durationMinutes: 1,
            createdAt: () => `timestamptz '2026-01-01' - interval '${age} microseconds'`,
          });
        }
        const newestFirst = ids
          .map((id, index) => ({ id, age: ages[index] ?? 0 }))
          .sort((one, other) => one.age - other.age || (one.id < other.id ? 1 : -1))
          .map(({ id }) => id);
        const read = await readAll(tenantId, limit);
        expect(read.map(({ id }) => id)).toEqual(newestFirst);
      }),
      { numRuns: 25 },
    );
  });

  it('names the cursor when it is not one of ours', async () => {
    const tenantId = await features.tenant();
    const cursors = ['', 'x', '🦒', Buffer.from('["99999999999999999","x"]').toString('base64url')];
    for (const cursor of cursors) {
      const command = parseInput(catalogMethods.listServices.request, { tenantId, cursor });
      await expect(features.services.list(command)).rejects.toMatchObject({
        code: 'malformed',
        errors: [{ field: 'cursor' }],
      });
    }
  });
});
