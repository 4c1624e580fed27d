import { catalogMethods, type KnowledgeInput, parseInput } from '#contracts';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogFeatures } from '../../test/catalog-features.js';

const entry: KnowledgeInput = {
  type: 'faq',
  title: 'Opening hours',
  content: 'From 9 to 18',
  keywords: ['open', 'close'],
  language: 'en',
  priority: 5,
};

describe('knowledge', () => {
  let features: CatalogFeatures;
  let tenantId: string;
  beforeAll(async () => {
    features = await CatalogFeatures.create();
  });
  beforeEach(async () => {
    tenantId = await features.tenant();
  });
  afterAll(() => features[Symbol.asyncDispose]());

  const create = (input: KnowledgeInput) =>
    features.knowledge.create(
      parseInput(catalogMethods.createKnowledge.request, { tenantId, input }),
    );

  it('is returned as it was created, by one statement', async () => {
    const [created, ledger] = await runInLedger(
      async (cost) => [await create(entry), cost] as const,
    );
    expect(ledger.sqlStatements).toBe(1);
    await expect(
      features.knowledge.get({ tenantId, useCache: false, id: created.id }),
    ).resolves.toEqual(created);
    expect(created).toMatchObject({ ...entry, active: true });
  });

  it('goes back to defaults where a change names a field and holds nothing', async () => {
    const { id } = await create(entry);
    const updateMask = ['keywords', 'priority', 'language', 'title'];
    const command = { tenantId, id, patch: { title: 'Hours', content: 'not named' }, updateMask };
    await expect(
      features.knowledge.update(parseInput(catalogMethods.updateKnowledge.request, command)),
    ).resolves.toMatchObject({
      title: 'Hours',
      content: entry.content,
      keywords: [],
      priority: 0,
      language: 'en',
    });
  });

  it('is listed by type', async () => {
    await create(entry);
    const { id } = await create({ ...entry, type: 'policy' });
    const command = { tenantId, type: 'policy' };
    await expect(
      features.knowledge.list(parseInput(catalogMethods.listKnowledge.request, command)),
    ).resolves.toMatchObject({ items: [{ id }] });
  });
});
