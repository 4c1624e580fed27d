import { catalogMethods, parseInput, type SearchHit } from '#contracts';
import { runInLedger } from '#relations';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogFeatures } from '../../test/catalog-features.js';
import { WordEmbedder } from '../../test/word-embedder.js';

describe('search by words and meaning', () => {
  const embedder = new WordEmbedder();
  let features: CatalogFeatures;
  let tenantId: string;

  beforeAll(async () => {
    features = await CatalogFeatures.create({}, embedder);
  });
  beforeEach(async () => {
    tenantId = await features.tenant();
    await product('Garden hose');
    await product('Border spade');
    await knowledge('Refunds', 'Your money back within 30 days.', 'en');
    await knowledge('Marejesho', 'Refund ndani ya siku 30.', 'sw');
    await features.embedded();
  });
  afterEach(() => {
    embedder.failing = false;
  });
  afterAll(() => features[Symbol.asyncDispose]());

  const product = async (title: string): Promise<string> => {
    const input = { title, price: { amountMinor: 100, currency: 'EUR' } };
    const command = parseInput(catalogMethods.createProduct.request, { tenantId, input });
    return (await features.products.create(command)).id;
  };
  const knowledge = async (title: string, content: string, language: string): Promise<string> => {
    const input = { type: 'policy', title, content, language };
    const command = parseInput(catalogMethods.createKnowledge.request, { tenantId, input });
    return (await features.knowledge.create(command)).id;
  };
  const search = async (query: string, more: object = {}): Promise<SearchHit[]> => {
    const command = parseInput(catalogMethods.search.request, { tenantId, query, ...more });
    return (await features.search.search(command)).hits;
  };
  const titles = (hits: SearchHit[]): (string | undefined)[] =>
    hits.map((hit) => (hit.product ?? hit.service ?? hit.knowledge)?.title);
  const byHand = async (sql: string, parameters: unknown[]): Promise<void> => {
    await features.database.source.query(sql, parameters);
    await features.changes.catchUp();
  };

  it('finds what is called by another word', async () => {
    const [best] = await search('a shovel');
    expect(titles([best ?? { score: 0, coverage: 0 }])).toEqual(['Border spade']);
    expect(best).toMatchObject({ coverage: 0 });
    expect(best?.similarity).toBeGreaterThan(0.9);
  });

  it('puts first what both agree on', async () => {
    expect(titles(await search('garden pipe'))[0]).toBe('Garden hose');
    expect(titles(await search('money for my hose'))[0]).toBe('Garden hose');
  });

  it('does not put behind what has no vectors yet', async () => {
    await product('Hose repair');
    expect(titles(await search('hose repair')).slice(0, 2)).toEqual(['Hose repair', 'Garden hose']);
    await features.embedded();
    expect(titles(await search('hose repair'))[0]).toBe('Hose repair');
  });

  it('does not put behind what another process has just given vectors', async () => {
    const id = await product('Hose mending');
    // Stored, and the index not told yet.
    await byHand(
      `UPDATE document_embedding SET embedded_at = now(),
         model = (SELECT max(model) FROM document_embedding) WHERE id = $1`,
      [id],
    );
    expect(titles(await search('hose mending'))[0]).toBe('Hose mending');
  });

  it('takes what was talked about before into account', async () => {
    expect(titles(await search('how long?', { context: 'About the shovel' }))[0]).toBe(
      'Border spade',
    );
  });

  it('finds only kinds and languages asked for', async () => {
    expect(titles(await search('refund', { kinds: ['product'] }))).not.toContain('Refunds');
    expect(titles(await search('refund', { languages: ['sw'] }))).toEqual(['Marejesho']);
    expect(titles(await search('shovel refund', { kinds: ['product'], limit: 1 }))).toEqual([
      'Border spade',
    ]);
  });

  it('finds what was written since by its meaning, and no longer what was deleted', async () => {
    await search('shovel');
    const id = await product('Steel shovel');
    await features.embedded();
    expect(
      titles(await search('spade'))
        .slice(0, 2)
        .sort(),
    ).toEqual(['Border spade', 'Steel shovel']);
    await byHand('DELETE FROM product WHERE id = $1', [id]);
    expect(titles(await search('spade'))).not.toContain('Steel shovel');
  });

  it('asks neither model nor database for a question that was asked before', async () => {
    await search('my shovel');
    embedder.asked = [];
    const [, cost] = await runInLedger(async (ledger) => [await search('my shovel'), ledger]);
    expect(cost.sqlStatements).toBe(0);
    expect(embedder.asked).toEqual([]);
  });

  it('ranks anew after a change without asking the model for the question again', async () => {
    await search('my shovel');
    embedder.asked = [];
    await byHand(`UPDATE product SET active = false WHERE title = 'Border spade'`, []);
    expect(titles(await search('my shovel'))).not.toContain('Border spade');
    expect(embedder.asked).toEqual([]);
  });

  it('searches by words while the model is away, and does not remember that', async () => {
    embedder.failing = true;
    expect(titles(await search('border shovel'))).toEqual(['Border spade']);
    expect(titles(await search('shovel'))).toEqual([]);
    embedder.failing = false;
    expect(titles(await search('shovel'))[0]).toBe('Border spade');
  });

  it('hands out the passage of a long text that is nearest', async () => {
    const filler = 'Nothing of note is said here. '.repeat(50);
    await knowledge('Handbook', `${filler}\n\nThe hours: we open at nine.\n\n${filler}`, 'en');
    await features.embedded();
    const [best] = await search('When are you open? hours');
    expect(best?.knowledge?.title).toBe('Handbook');
    expect(best?.passage).toContain('we open at nine');
    expect(best?.passage?.length).toBeLessThanOrEqual(900);
  });

  it('finds nothing of another tenant', async () => {
    expect(await search('shovel', { tenantId: await features.tenant() })).toEqual([]);
  });
});
