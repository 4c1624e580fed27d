import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type CompletionRequest } from './language-model.js';
import { OpenAiCompatibleModel } from './openai-compatible-model.js';

const request: CompletionRequest = {
  tenantName: 'Baobab Cycles',
  agent: {
    name: 'Tuli',
    tone: 'friendly',
    instructions: 'Prices are in KES.',
    model: null,
    temperature: 0.2,
    maxReplyCharacters: 500,
    confidenceThreshold: 0.4,
    maxLowConfidenceTurns: 3,
    handoffTopics: [],
    handoffKeywords: [],
    businessHours: null,
  },
  history: [{ author: 'customer', text: 'Hi' }],
  questions: [
    {
      text: 'When do you open?',
      material: [
        { source: { type: 'knowledge', id: 'k', title: 'Hours' }, text: 'We open at nine.' },
      ],
    },
  ],
};

const completion = (content: string): string =>
  JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'test-model',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 120, completion_tokens: 8, total_tokens: 128 },
  });

describe('an OpenAI-compatible model', () => {
  const cleanUps: (() => void)[] = [];
  afterEach(() => cleanUps.splice(0).forEach((cleanUp) => cleanUp()));

  const modelAt = async (
    listener: RequestListener,
    timeoutMs = 5_000,
  ): Promise<OpenAiCompatibleModel> => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(
      () => server.closeAllConnections(),
      () => server.close(),
    );
    const { port } = server.address() as AddressInfo;
    return new OpenAiCompatibleModel({
      baseUrl: `http://127.0.0.1:${port}/v1`,
      apiKey: 'sk-test',
      model: 'test-model',
      timeoutMs,
    });
  };

  it('is asked with the material and the history, and reports its tokens', async () => {
    let asked: { url?: string; key?: string; body: string } | undefined;
    const model = await modelAt((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        asked = { url: incoming.url, key: incoming.headers.authorization, body };
        response.setHeader('content-type', 'application/json').end(completion('At nine!'));
      });
    });
    expect(await model.complete(request, new AbortController().signal)).toEqual({
      text: 'At nine!',
      model: 'openai-compatible/test-model',
      promptTokens: 120,
      completionTokens: 8,
    });
    expect(asked).toMatchObject({ url: '/v1/chat/completions', key: 'Bearer sk-test' });
    const { messages } = JSON.parse(asked?.body ?? '{}') as {
      messages: { role: string; content: string }[];
    };
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'user']);
    expect(messages.at(-1)?.content).toContain('We open at nine.');
  });

  it('fails, rather than hangs, when the endpoint does not answer in time', async () => {
    const model = await modelAt(() => {}, 100);
    await expect(model.complete(request, new AbortController().signal)).rejects.toThrow();
  });

  it('stops at once when the turn is lost', async () => {
    const lost = new AbortController();
    const model = await modelAt(() => lost.abort());
    await expect(model.complete(request, lost.signal)).rejects.toThrow();
  });

  it.each([401, 500])('fails on HTTP %i', async (status) => {
    const model = await modelAt((_, response) => void response.writeHead(status).end('{}'));
    await expect(model.complete(request, new AbortController().signal)).rejects.toThrow();
  });

  it('fails on an empty answer', async () => {
    const model = await modelAt((_, response) => {
      response.setHeader('content-type', 'application/json').end(completion('  '));
    });
    await expect(model.complete(request, new AbortController().signal)).rejects.toThrow('nothing');
  });
});
