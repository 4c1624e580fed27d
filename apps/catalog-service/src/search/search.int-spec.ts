import { catalogMethods, parseInput, type SearchHit } from '#contracts';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CatalogFeatures } from '../../test/catalog-features.js';
import { answerable, gardenCentre, unanswerable } from '../../../../test/support/garden-centre.js';

/** Below this the agent is to say that it does not know. */
const coverageThreshold = 0.45;

describe('search', () => {
  let features: CatalogFeatures;
  let tenantId: string;

  beforeAll(async () => {
    features = await CatalogFeatures.create();
    tenantId = await features.tenant();
    const { createProduct, createService, createKnowledge } = catalogMethods;
    for (const input of gardenCentre.products) {
      await features.products.create(parseInput(createProduct.request, { tenantId, input }));
    }
    for (const input of gardenCentre.services) {
      await features.services.create(parseInput(createService.request, { tenantId, input }));
    }
    for (const input of gardenCentre.knowledge) {
      await features.knowledge.create(parseInput(createKnowledge.request, { tenantId, input }));
    }
  });
  afterAll(() => features[Symbol.asyncDispose]());

  const search = async (query: string, request: object = {}): Promise<SearchHit[]> => {
    const command = parseInput(catalogMethods.search.request, {
      tenantId,
      query,
      useCache: false,
      ...request,
    });
    return (await features.search.search(command)).hits;
  };
  const externalIds = (hits: SearchHit[]): (string | undefined)[] =>
    hits.map(({ product, service, knowledge }) => (product ?? service ?? knowledge)?.externalId);

  it.each(answerable)('answers "%s" with %s', async (question, externalId) => {
    const [best] = await search(question);
    expect(externalIds(best === undefined ? [] : [best])).toEqual([externalId]);
    expect(best?.coverage).toBeGreaterThan(coverageThreshold);
  });

  it.each(unanswerable)('knows that it knows nothing about "%s"', async (question) => {
    const [best] = await search(question);
    expect(best?.coverage ?? 0).toBeLessThan(coverageThreshold);
  });

  it('finds nothing for stop words and courtesy alone', async () => {
    for (const question of ['the', 'Is it of the and?', 'Hello, thank you!', '???']) {
      await expect(search(question)).resolves.toEqual([]);
    }
  });

  it('covers little when only small words are asked for', async () => {
    const [best] = await search('Where can I buy it?');
    expect(best?.coverage ?? 0).toBeLessThan(coverageThreshold);
  });

  it('takes any text of any length without an error', async () => {
    const hostile = [
      "'; DROP TABLE product; --",
      "\\' | & ! :* <-> ()",
      '\u0000a\u0000',
      '\ud800 half a surrogate',
      'ａｂｃ ﬁ ẞ İ ı 𝔘𝔫𝔦',
      'x'.repeat(4_000),
      'grenhouse '.repeat(400),
      Array.from({ length: 500 }, (_, index) => `word${index}`)
        .join(' ')
        .slice(0, 4_000),
      'http://a.b/c?d=e user@host.example /etc/passwd -1.5e10 <b>tag</b> &amp;',
    ];
    for (const question of hostile) await expect(search(question)).resolves.toBeDefined();
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
        async (text) => {
          const hits = await search(`a${text}`);
          for (const { coverage } of hits) {
            expect(coverage).toBeGreaterThanOrEqual(0);
            expect(coverage).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('costs at most one statement to rank and one a kind to load, and one for variants', async () => {
    const [hits, ledger] = await runInLedger(
      async (cost) => [await search('lawn mowing, trees, roses', { limit: 50 }), cost] as const,
    );
    const kinds = new Set(hits.flatMap((hit) => Object.keys(hit)));
    expect(kinds).toEqual(new Set(['score', 'coverage', 'product', 'service', 'knowledge']));
    expect(ledger.sqlStatements).toBe(5);
  });

  it('shows only active items of the tenant, as many as asked for', async () => {
    expect(await search('roses', { limit: 1 })).toHaveLength(1);
    expect(await search('roses', { tenantId: await features.tenant() })).toEqual([]);
    const hidden = await features.products.create(
      parseInput(catalogMethods.createProduct.request, {
        tenantId,
        input: { title: 'Zeppelin', price: { amountMinor: 1, currency: 'EUR' }, active: false },
      }),
    );
    await expect(search('zeppelin')).resolves.toEqual([]);
    await features.products.delete({ tenantId, id: hidden.id });
  });

  it('prefers the language of the question and then the higher priority among equals', async () => {
    const shop = await features.tenant();
    for (const [externalId, language, priority] of [
      ['swahili', 'sw', 1],
      ['important', 'sw', 9],
      ['amharic', 'am', 5],
    ] as const) {
      const input = { type: 'faq', title: 'Karibu', content: 'x', externalId, priority, language };
      await features.knowledge.create(
        parseInput(catalogMethods.createKnowledge.request, { tenantId: shop, input }),
      );
    }
    const inLanguage = async (language?: string) =>
      externalIds(await search('karibu', { tenantId: shop, language }));
    expect(await inLanguage('sw')).toEqual(['important', 'swahili', 'amharic']);
    expect(await inLanguage('am')).toEqual(['amharic', 'important', 'swahili']);
    expect(await inLanguage()).toEqual(['important', 'amharic', 'swahili']);
  });

  it('stems by the language of each text', async () => {
    const shop = await features.tenant();
    const input = { type: 'faq', title: 'Fahrräder mieten', content: 'x', language: 'de' };
    await features.knowledge.create(
      parseInput(catalogMethods.createKnowledge.request, { tenantId: shop, input }),
    );
    const [best] = await search('Kann ich ein Fahrrad mieten?', { tenantId: shop });
    expect(best?.coverage).toBeGreaterThan(0.9);
  });

  it('finds products by the words of their variants', async () => {
    const shop = await features.tenant();
    await features.products.create(
      parseInput(catalogMethods.createProduct.request, {
        tenantId: shop,
        input: {
          title: 'Rubber boots',
          externalId: 'boots',
          price: { amountMinor: 1, currency: 'EUR' },
          sku: 'RB-77',
          variants: [{ title: 'Turquoise' }],
        },
      }),
    );
    expect(externalIds(await search('turquoise', { tenantId: shop }))).toEqual(['boots']);
    expect(externalIds(await search('RB-77', { tenantId: shop }))).toEqual(['boots']);
  });
});
