import {
  type NearbyDocument,
  type NearbyQuestion,
  type PassageIndex,
} from '../src/search/passage-index.js';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';

interface IndexUnderTest {
  index: PassageIndex;
  tenant(): Promise<string>;
  /** Writes a knowledge entry with these vectors, and waits until it is known. */
  put(tenantId: string, id: string, vectors: number[][], language?: string): Promise<void>;
  /** Runs SQL for one id, and waits until what it changed is known. */
  byHand(sql: string, id: string): Promise<void>;
}

/** What every implementation of `PassageIndex` holds to. */
export const describePassageIndex = (name: string, start: () => Promise<IndexUnderTest>): void => {
  describe(name, () => {
    let the: IndexUnderTest;
    let tenantId: string;
    const [east, north] = [uuid(), uuid()];

    beforeAll(async () => {
      the = await start();
    });
    beforeEach(async () => {
      tenantId = await the.tenant();
      await the.put(tenantId, east, [[1, 0, 0]]);
      await the.put(tenantId, north, [
        [0, 0, 1],
        [0.6, 0.8, 0],
      ]);
    });

    const nearest = (
      vector: number[],
      more: Partial<NearbyQuestion> = {},
    ): Promise<NearbyDocument[]> =>
      the.index.nearest({
        ...{ tenantId, model: 'm', limit: 10, vector: Float32Array.from(vector) },
        ...more,
      });

    it('orders documents by the nearest of their passages', async () => {
      const found = await nearest([0.8, 0.6, 0]);
      expect(found).toEqual([
        { kind: 'knowledge', id: north, part: 1, similarity: expect.closeTo(0.96, 2) },
        { kind: 'knowledge', id: east, part: 0, similarity: expect.closeTo(0.8, 2) },
      ]);
      expect(await nearest([0.8, 0.6, 0], { limit: 1 })).toHaveLength(1);
    });

    it('compares vectors of the same model only', async () => {
      expect(await nearest([1, 0, 0], { model: 'other' })).toEqual([]);
    });

    it('keeps to tenant, kinds and languages', async () => {
      const id = uuid();
      await the.put(tenantId, id, [[1, 0, 0]], 'sw');
      expect(await nearest([1, 0, 0], { kinds: ['product', 'service'] })).toEqual([]);
      expect((await nearest([1, 0, 0], { languages: ['sw'] })).map((hit) => hit.id)).toEqual([id]);
      expect(await nearest([1, 0, 0], { tenantId: await the.tenant() })).toEqual([]);
      expect(await nearest([1, 0, 0], { tenantId: uuid() })).toEqual([]);
    });

    it('follows what is written, switched off and deleted', async () => {
      await nearest([1, 0, 0]);
      await the.put(tenantId, east, [[0, 1, 0]]);
      const [first] = await nearest([0, 1, 0]);
      expect(first).toMatchObject({ id: east, similarity: expect.closeTo(1, 2) });
      await the.byHand('UPDATE knowledge_entry SET active = false WHERE id = $1', east);
      expect((await nearest([0, 1, 0])).map((hit) => hit.id)).toEqual([north]);
      await the.byHand('UPDATE knowledge_entry SET active = true WHERE id = $1', east);
      expect(await nearest([0, 1, 0])).toHaveLength(2);
      await the.byHand('DELETE FROM knowledge_entry WHERE id = $1', east);
      expect((await nearest([0, 1, 0])).map((hit) => hit.id)).toEqual([north]);
    });
  });
};
