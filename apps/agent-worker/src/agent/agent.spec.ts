import { describe, expect, it } from '@jest/globals';
import { type CatalogClient } from '#catalog-client';
import { type SearchHit, type SearchResult } from '#contracts';
import { type Turn } from '../turns/turn.js';
import { Agent } from './agent.js';
import { BuiltinModel } from './models/builtin-model.js';
import { FailoverModel } from './models/failover-model.js';
import { type LanguageModel } from './models/language-model.js';
import { Retrieval } from './retrieval.js';

const created = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' };

const knowledge = (title: string, content: string, coverage = 1): SearchHit => ({
  score: 10 * coverage,
  coverage,
  knowledge: {
    id: `id of ${title}`,
    type: 'faq',
    title,
    content,
    keywords: [],
    language: 'en',
    priority: 0,
    active: true,
    ...created,
  },
});

const product = (title: string, amountMinor: number, stock: number, score = 10): SearchHit => ({
  score,
  coverage: 1,
  product: {
    id: `id of ${title}`,
    title,
    price: { amountMinor, currency: 'KES' },
    stock,
    active: true,
    variants: [],
    ...created,
  },
});

/** The tenant's catalog, as far as this test goes: what search finds for a question. */
const agentThatFinds = (
  find: (query: string) => SearchHit[],
  model: LanguageModel = new BuiltinModel(),
): Agent => {
  const search = (_method: string, { query }: { query: string }): Promise<SearchResult> =>
    Promise.resolve({ hits: find(query) });
  return new Agent(new Retrieval({ call: search } as unknown as CatalogClient), model);
};

const turnOf = (texts: string[], rest: Partial<Turn> = {}): Turn => ({
  tenantId: 'tenant',
  tenantName: 'Baobab Cycles',
  language: 'en',
  conversationId: 'conversation',
  channelId: 'channel',
  customerName: 'Asha',
  fence: 1,
  attempt: 1,
  lowConfidenceTurns: 0,
  newMessagePolicy: 'queue',
  history: [],
  unanswered: texts.map((text, index) => ({
    id: `m${index}`,
    providerMessageId: `p${index}`,
    sequence: index + 1,
    text,
    attachments: [],
  })),
  ...rest,
  agent: {
    name: 'Tuli',
    tone: 'friendly',
    instructions: '',
    model: null,
    temperature: 0.2,
    maxReplyCharacters: 1000,
    confidenceThreshold: 0.4,
    maxLowConfidenceTurns: 3,
    handoffTopics: ['refund dispute'],
    handoffKeywords: ['lawyer'],
    businessHours: null,
    ...rest.agent,
  },
});

const never = new AbortController().signal;

describe('the agent', () => {
  it('answers from a knowledge entry and cites it', async () => {
    const agent = agentThatFinds(() => [knowledge('When are you open?', 'We open at nine.')]);
    expect(await agent.answer(turnOf(['When do you open?']), never)).toMatchObject({
      text: 'We open at nine.',
      sources: [{ type: 'knowledge', title: 'When are you open?' }],
      confidence: 1,
      known: true,
      handoffReason: null,
      model: 'builtin',
    });
  });

  it('states price and stock of a product, and offers what ranks nearly as high beside it', async () => {
    const agent = agentThatFinds(() => [
      product('City helmet', 450000, 12),
      product('Kids helmet', 320000, 0, 8),
      product('Helmet light', 90000, 3, 2),
    ]);
    const { text, sources } = await agent.answer(turnOf(['Do you sell helmets?']), never);
    expect(text).toBe(
      '• City helmet costs KES 4,500.00 (12 in stock).\n• Kids helmet costs KES 3,200.00 (sold out).',
    );
    expect(sources.map(({ title }) => title)).toEqual(['City helmet', 'Kids helmet']);
  });

  it('offers goods that are asked for before it quotes what is said of them', async () => {
    const agent = agentThatFinds(() => [
      { ...knowledge('Replacing a helmet', 'Replace it after a crash.'), score: 12 },
      product('City helmet', 450000, 12),
    ]);
    const textFor = async (question: string): Promise<string> =>
      (await agent.answer(turnOf([question]), never)).text;
    expect(await textFor('Do you sell helmets?')).toMatch(/^City helmet costs/);
    expect(await textFor('When must I replace a helmet?')).toBe('Replace it after a crash.');
  });

  it('answers each question of a burst, greetings aside', async () => {
    const agent = agentThatFinds((query) =>
      query.includes('open')
        ? [knowledge('Hours', 'We open at nine.')]
        : [knowledge('Delivery', 'We deliver.')],
    );
    const { text, sources } = await agent.answer(
      turnOf(['Hi!', 'When do you open?', 'Do you deliver?']),
      never,
    );
    expect(text).toBe('We open at nine.\n\nWe deliver.');
    expect(sources).toHaveLength(2);
  });

  it('says so, and cites nothing, when it does not know', async () => {
    const agent = agentThatFinds(() => [knowledge('Hours', 'We open at nine.', 0.2)]);
    const answer = await agent.answer(turnOf(['Can you fix my dishwasher?']), never);
    expect(answer).toMatchObject({ sources: [], known: false, handoffReason: null });
    expect(answer.text).toContain('could not find');
    expect(answer.text).not.toContain('nine');
  });

  it('answers the part it knows and admits the part it does not', async () => {
    const agent = agentThatFinds((query) =>
      query.includes('open') ? [knowledge('Hours', 'We open at nine.')] : [],
    );
    const { text, confidence } = await agent.answer(
      turnOf(['When do you open?', 'Who won the game last night?']),
      never,
    );
    expect(text).toMatch(/^We open at nine\.\n\nI am sorry/);
    expect(confidence).toBe(0);
  });

  it('hands over after not knowing several times in a row', async () => {
    const agent = agentThatFinds(() => []);
    const ask = (lowConfidenceTurns: number): Promise<{ handoffReason: string | null }> =>
      agent.answer(turnOf(['Quantum?'], { lowConfidenceTurns }), never);
    expect((await ask(1)).handoffReason).toBeNull();
    expect((await ask(2)).handoffReason).toBe('low_confidence');
  });

  it.each([
    ['Can I talk to a human please?', 'customer_asked'],
    ['Let me speak with the manager', 'customer_asked'],
    ['My lawyer will write to you.', 'keyword: lawyer'],
    ['This is a refund dispute', 'topic: refund dispute'],
  ])('hands over on “%s”', async (text, handoffReason) => {
    const agent = agentThatFinds(() => [knowledge('Hours', 'We open at nine.')]);
    expect(await agent.answer(turnOf([text]), never)).toMatchObject({ handoffReason, sources: [] });
  });

  it.each([
    'Do you repair human-powered generators?',
    'Is the agent fee included?',
    'lawyers only?',
  ])('does not hand over on “%s”', async (text) => {
    const agent = agentThatFinds(() => [knowledge('Hours', 'We open at nine.')]);
    expect((await agent.answer(turnOf([text]), never)).handoffReason).toBeNull();
  });

  it('greets by name, and thanks without looking anything up', async () => {
    const agent = agentThatFinds(() => {
      throw new Error('nothing to look up');
    });
    const greeting = await agent.answer(turnOf(['Hello!']), never);
    expect(greeting.text).toBe('Hello Asha! I am Tuli of Baobab Cycles. How can I help you?');
    expect(greeting.sources).toEqual([]);
    expect((await agent.answer(turnOf(['thanks a lot']), never)).text).toContain('welcome');
  });

  it('says that it cannot open an attachment that comes without words', async () => {
    const agent = agentThatFinds(() => []);
    expect((await agent.answer(turnOf(['']), never)).text).toContain('attachments');
  });

  it('keeps to the tenant’s length, at a sentence’s end', async () => {
    const agent = agentThatFinds(() => [knowledge('Hours', 'We open at nine. '.repeat(50))]);
    const turn = turnOf(['When do you open?'], {
      agent: { ...turnOf([]).agent, maxReplyCharacters: 60 },
    });
    expect((await agent.answer(turn, never)).text).toBe(
      'We open at nine. We open at nine. We open at nine.',
    );
  });

  it('falls back to its own words when the model fails, but not when the turn was lost', async () => {
    const broken: LanguageModel = { complete: () => Promise.reject(new Error('503')) };
    const agent = agentThatFinds(
      () => [knowledge('Hours', 'We open at nine.')],
      new FailoverModel(broken, new BuiltinModel()),
    );
    expect(await agent.answer(turnOf(['When do you open?']), never)).toMatchObject({
      text: 'We open at nine.',
      model: 'builtin',
    });
    const lost = AbortSignal.abort(new Error('lease lost'));
    await expect(agent.answer(turnOf(['When do you open?']), lost)).rejects.toThrow('lease lost');
  });
});
