import { catalogMethods, parseInput } from '#contracts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CatalogFeatures } from '../../test/catalog-features.js';
import { WordEmbedder } from '../../test/word-embedder.js';
import { EmbeddingStore } from './embedding-store.js';

describe('embedding what was written', () => {
  let features: CatalogFeatures;
  let embedder: WordEmbedder;
  let tenantId: string;

  beforeEach(async () => {
    embedder = new WordEmbedder();
    features = await CatalogFeatures.create({}, embedder);
    tenantId = await features.tenant();
  });
  afterEach(() => features[Symbol.asyncDispose]());

  const write = async (title: string, content = title): Promise<string> => {
    const input = { type: 'faq', title, content };
    const command = parseInput(catalogMethods.createKnowledge.request, { tenantId, input });
    return (await features.knowledge.create(command)).id;
  };
  const sql = (statement: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> =>
    features.database.source.query(statement, parameters);
  const passages = async (): Promise<unknown[]> =>
    (await sql('SELECT text FROM document_passage ORDER BY id, part')).map(({ text }) => text);

  it('gives every text its vectors, a long one several', async () => {
    await write('Refunds', 'Within 30 days.');
    await write('Handbook', 'A sentence of the handbook. '.repeat(100));
    await features.embedded();
    const [short, ...long] = await passages();
    expect(short).toBe('Within 30 days.');
    expect(long.length).toBeGreaterThan(2);
    expect(embedder.asked).toContain('Refunds. Within 30 days.');
  });

  it('computes anew when a text changed, and only then', async () => {
    const id = await write('Refunds', 'Within 30 days.');
    await features.embedded();
    embedder.asked = [];
    await sql('UPDATE knowledge_entry SET priority = 9 WHERE id = $1', [id]);
    await features.embedded();
    expect(embedder.asked).toEqual([]);
    await sql(`UPDATE knowledge_entry SET content = 'Within 14 days.' WHERE id = $1`, [id]);
    await features.embedded();
    expect(embedder.asked).toEqual(['Refunds. Within 14 days.']);
    expect(await passages()).toEqual(['Within 14 days.']);
  });

  it('computes everything anew for another model', async () => {
    await write('Refunds');
    await features.embedded();
    const claimed = await features.get(EmbeddingStore).claim('another', 10);
    expect(claimed.map(({ title }) => title)).toEqual(['Refunds']);
    expect(await features.get(EmbeddingStore).claim(embedder.model, 10)).toEqual([]);
  });

  it('gives a document to one process, and to another when its claim has ended', async () => {
    embedder.failing = true;
    await write('Refunds');
    const store = features.get(EmbeddingStore);
    const claims = await Promise.all([store.claim('m', 10), store.claim('m', 10)]);
    expect(claims.flat().length).toBeLessThanOrEqual(1);
    expect(await store.claim('m', 10)).toEqual([]);
    await sql(`UPDATE document_embedding SET claimed_until = now() - interval '1 second'`);
    expect(await store.claim('m', 10)).toHaveLength(1);
  });

  it('does not store the vectors of a text that was changed meanwhile', async () => {
    embedder.failing = true;
    const id = await write('Refunds', 'Within 30 days.');
    const store = features.get(EmbeddingStore);
    await sql('UPDATE document_embedding SET claimed_until = NULL');
    const [claimed] = await store.claim('m', 1);
    if (claimed === undefined) throw new Error('nothing was due');
    await sql(`UPDATE knowledge_entry SET content = 'Within 14 days.' WHERE id = $1`, [id]);
    const vector = new Float32Array([1]);
    expect(await store.save('m', { ...claimed, passages: [{ text: '', vector }] })).toBe(false);
    expect(await passages()).toEqual([]);
  });

  it('tries what failed again, and goes on with the others', async () => {
    embedder.failing = true;
    await write('Refunds');
    await features.embeddings.sweep();
    embedder.failing = false;
    await write('Hours');
    await sql('UPDATE document_embedding SET claimed_until = NULL');
    await features.embedded();
    expect(new Set(await passages())).toEqual(new Set(['Refunds', 'Hours']));
  });

  it('forgets the vectors of what was deleted', async () => {
    const id = await write('Refunds');
    await features.embedded();
    await features.knowledge.delete({ tenantId, id });
    expect(await passages()).toEqual([]);
  });
});
