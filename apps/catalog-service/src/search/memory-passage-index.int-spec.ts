import { runInLedger } from '#relations';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { CatalogFeatures } from '../../test/catalog-features.js';
import { describePassageIndex } from '../../test/passage-index.contract.js';
import { putPassages } from '../../test/put-passages.js';
import { type MemoryPassageIndex } from './memory-passage-index.js';
import { PassageIndex } from './passage-index.js';

let features: CatalogFeatures;
beforeAll(async () => {
  features = await CatalogFeatures.create();
});
afterAll(() => features[Symbol.asyncDispose]());

const put = async (tenantId: string, id: string, vectors: number[][], language = 'en') => {
  await putPassages(features.database.source, { tenantId, id, vectors, language });
  await features.changes.catchUp();
};

describePassageIndex('the index in memory', () =>
  Promise.resolve({
    index: features.get(PassageIndex),
    tenant: () => features.tenant(),
    put,
    byHand: async (sql, id) => {
      await features.database.source.query(sql, [id]);
      await features.changes.catchUp();
    },
  }),
);

describe('the memory of the index', () => {
  const nearest = (tenantId: string) =>
    index().nearest({ tenantId, model: 'm', vector: new Float32Array([1, 0, 0]), limit: 1 });
  const index = (): MemoryPassageIndex => features.get(PassageIndex) as MemoryPassageIndex;
  const statementsOf = (work: () => Promise<unknown>): Promise<number> =>
    runInLedger(async (ledger) => {
      await work();
      return ledger.sqlStatements;
    });

  it('is bounded: who was not asked for longest goes first', async () => {
    const tenants = await Promise.all([features.tenant(), features.tenant(), features.tenant()]);
    for (const tenantId of tenants) {
      await put(tenantId, uuid(), [[1, 0, 0]]);
      await nearest(tenantId);
    }
    const [first = '', second = '', third = ''] = tenants;
    await nearest(first);
    index().limitTo(900);
    expect(index().bytes).toBeLessThanOrEqual(900);
    expect(await statementsOf(() => nearest(first))).toBe(0);
    expect(await statementsOf(() => nearest(third))).toBe(0);
    expect(await statementsOf(() => nearest(second))).toBe(1);
    expect(await nearest(second)).toHaveLength(1);
  });

  it('is read once for all who ask at the same time, and once for a change', async () => {
    const tenantId = await features.tenant();
    const id = uuid();
    await put(tenantId, id, [[1, 0, 0]]);
    const crowd = () => Promise.all([nearest(tenantId), nearest(tenantId), nearest(tenantId)]);
    expect(await statementsOf(crowd)).toBe(1);
    await put(tenantId, id, [[0, 1, 0]]);
    expect(await statementsOf(crowd)).toBe(1);
    expect(await statementsOf(crowd)).toBe(0);
  });
});
