import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BuiltinEmbedder } from './builtin-embedder.js';
import { RemoteEmbedder } from './remote-embedder.js';

const cosine = (one?: Float32Array, other?: Float32Array): number =>
  (one ?? new Float32Array()).reduce((sum, value, index) => sum + value * (other?.[index] ?? 0), 0);

describe('the built-in embedder', () => {
  const embedder = new BuiltinEmbedder();
  afterAll(() => embedder.close());

  it('finds a paraphrase nearer than what shares nothing with it', async () => {
    const [question, returns, hours] = await embedder.embed([
      'I want to send back what I bought',
      'Returns and refunds. Unused goods can be sent back within 30 days.',
      'Opening hours. Monday to Friday from nine to five.',
    ]);
    expect(question).toHaveLength(512);
    expect(cosine(question, question)).toBeCloseTo(1, 4);
    expect(cosine(question, returns)).toBeGreaterThan(cosine(question, hours) + 0.1);
  });

  it('embeds any text, in order, also none and an endless one', async () => {
    const texts = ['', '  ', '😀', 'word '.repeat(20_000), ...Array<string>(9).fill('hose'), 'can'];
    const vectors = await embedder.embed(texts);
    expect(vectors).toHaveLength(texts.length);
    expect(vectors.flatMap((vector) => [...vector]).every(Number.isFinite)).toBe(true);
    expect(cosine(vectors[4], vectors[12])).toBeCloseTo(1, 4);
    expect(cosine(vectors[4], vectors[13])).toBeLessThan(0.95);
    await expect(embedder.embed([])).resolves.toEqual([]);
  });

  it('leaves the event loop free', async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    await embedder.embed(Array<string>(16).fill('How long may I take to send it back?'));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(10);
  });

  it('stops when told to', async () => {
    await expect(embedder.embed(['late'], AbortSignal.abort())).rejects.toThrow();
  });
});

describe('a remote embedder', () => {
  let server: Server;
  let embedder: RemoteEmbedder;
  let status: number;
  let asked: { model: string; input: string[]; key?: string }[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        const { model, input } = JSON.parse(body) as { model: string; input: string[] };
        asked.push({ model, input, key: request.headers.authorization });
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(
          status === 200
            ? JSON.stringify({
                data: input.map((text, index) => ({ index, embedding: [text.length, 0] })),
                usage: { prompt_tokens: 1 },
              })
            : '{"error":{"message":"no"}}',
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    embedder = new RemoteEmbedder({
      baseUrl: `http://127.0.0.1:${port}/v1`,
      model: 'small',
      apiKey: 'key',
    });
  });
  beforeEach(() => {
    status = 200;
    asked = [];
  });
  afterAll(() => {
    server.close();
  });

  it('asks for all texts at once and returns vectors of length 1', async () => {
    const vectors = await embedder.embed(['one', 'three', '']);
    expect(vectors.map((vector) => [...vector])).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    expect(asked).toEqual([{ model: 'small', input: ['one', 'three', ' '], key: 'Bearer key' }]);
  });

  it('is named by host and model', () => {
    expect(embedder.model).toMatch(/^127\.0\.0\.1:\d+\/small$/);
  });

  it('fails when the endpoint refuses', async () => {
    status = 401;
    await expect(embedder.embed(['one'])).rejects.toThrow();
  });
});
