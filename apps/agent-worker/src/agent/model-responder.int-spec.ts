import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type SearchHit } from '#contracts';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import {
  type Behaviour,
  behaviours,
  ScriptedModel,
} from '../../../../test/support/scripted-model.js';
import {
  createCustomer,
  createTenantWithChannel,
  type TestChannel,
} from '../../../../test/support/tenants.js';
import { createAgent } from '../../test/agents.js';
import { catalogThatFinds, knowledge, product, turnOf } from '../../test/turns.js';
import { type Answer, type Turn } from '../turns/turn.js';
import { type Agent } from './agent.js';
import { confidenceOf } from './confidence.js';
import { phrasesIn } from './phrases.js';

const { says, callsTool } = behaviours;
const running = new AbortController().signal;
const helmet = product('City helmet', 450000, 12);
const hours = knowledge('Opening hours', 'We open at nine.');

describe('an agent with a model', () => {
  let database: TestDatabase;
  let endpoint: ScriptedModel;
  let channel: TestChannel;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { ENCRYPTION_KEYS: encryptionKeys } = environment();
    channel = await createTenantWithChannel(database.source, { encryptionKeys });
  });
  afterAll(async () => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    endpoint = await ScriptedModel.listen();
  });
  afterEach(async () => endpoint[Symbol.asyncDispose]());

  const environment = () =>
    testEnvironment({
      ...{ DATABASE_URL: database.url, REDIS_URL: testRedisUrl(), LLM_TIMEOUT_MS: '300' },
      ...(endpoint === undefined
        ? {}
        : {
            ...{ LLM_PROVIDER: 'openai-compatible', LLM_MODEL: 'test' },
            LLM_BASE_URL: endpoint.baseUrl,
          }),
    });

  const agentThatFinds = (find: (query: string) => SearchHit[]): Agent =>
    createAgent(catalogThatFinds(find), database.source, environment());

  const turn = (text: string, rest: Partial<Turn> = {}): Turn =>
    turnOf([text], { tenantId: channel.tenantId, conversationId: crypto.randomUUID(), ...rest });

  /** What the customer is told when the model does that, and `City helmet` and the hours are known. */
  const answerTo = (
    text: string,
    script: Behaviour[],
    rest: Partial<Turn> = {},
  ): Promise<Answer> => {
    endpoint.script = script;
    const find = (query: string): SearchHit[] =>
      /helmet/i.test(query) ? [helmet] : /open/i.test(query) ? [hours] : [];
    return agentThatFinds(find).answer(turn(text, rest), running);
  };

  const prompts = (): string[] => endpoint.requests.map((request) => JSON.stringify(request));

  it('words the answer, with its sources and how sure it is', async () => {
    const answer = await answerTo('How much is the helmet?', [
      says('It costs KES 4,500.\nCONFIDENCE: 0.5'),
    ]);
    expect(answer).toMatchObject({
      ...{ text: 'It costs KES 4,500.', model: 'openai-compatible/test', known: true },
      ...{ sources: [{ type: 'product', title: 'City helmet' }], promptTokens: 10 },
    });
    expect(answer.confidence).toBeCloseTo(0.6 * confidenceOf(helmet) + 0.4 * 0.5);
  });

  it('begins every prompt of a tenant the same, and brings what changes last', async () => {
    await answerTo('How much is the helmet?', [says('KES 4,500.')]);
    await answerTo('When do you open?', [says('At nine.')]);
    const [first, second] = endpoint.requests;
    expect(first?.messages[0]).toEqual(second?.messages[0]);
    expect(JSON.stringify(first?.tools)).toBe(JSON.stringify(second?.tools));
    expect(first?.messages.at(-1)?.content).toMatch(/Information:[^]*How much is the helmet\?/);
  });

  it('has one attempt to take back what no source supports', async () => {
    const answer = await answerTo('How much is the helmet?', [
      says('It costs KES 3,900 with a free lock.'),
      says('It costs KES 4,500.'),
    ]);
    expect(answer).toMatchObject({ text: 'It costs KES 4,500.', promptTokens: 20 });
    expect(answer.confidence).toBeCloseTo(0.8 * confidenceOf(helmet));
    expect(prompts()[1]).toContain('KES 3,900');
  });

  it('is not heard when it insists: the embedded responder answers', async () => {
    const answer = await answerTo('How much is the helmet?', [says('It costs KES 3,900.')]);
    expect(answer).toMatchObject({ model: 'openai-compatible/test', known: true });
    expect(answer.text).toContain('KES 4,500.00');
    expect(answer.text).not.toContain('3,900');
    expect(endpoint.requests).toHaveLength(2);
  });

  it('may say that it does not know, which is said in the agent’s own words', async () => {
    expect(await answerTo('Do you sell boats?', [says('UNKNOWN')])).toMatchObject({
      ...{ text: phrasesIn.en.unknown, known: false, sources: [] },
    });
  });

  it('cannot answer from nothing, however sure it is', async () => {
    const answer = await answerTo('Do you sell boats?', [says('Of course!\nCONFIDENCE: 1')]);
    expect(answer).toMatchObject({ text: phrasesIn.en.unknown, known: false });
  });

  it('may look things up, and answer from what it finds', async () => {
    const answer = await answerTo('Something for my head?', [
      callsTool('search_catalog', { query: 'helmet' }),
      says('The City helmet costs KES 4,500.'),
    ]);
    expect(answer).toMatchObject({
      ...{ text: 'The City helmet costs KES 4,500.', known: true, promptTokens: 20 },
      sources: [{ type: 'product', title: 'City helmet' }],
    });
  });

  it('may hand over', async () => {
    const answer = await answerTo('My child swallowed a screw', [
      callsTool('hand_off', { reason: 'an emergency' }),
      says('Done.'),
    ]);
    expect(answer).toMatchObject({
      ...{ text: phrasesIn.en.handoff, handoffReason: 'model: an emergency' },
    });
  });

  it.each([
    ['no JSON', '{"query": '],
    ['another shape', { words: 'helmet' }],
    ['too much', { query: 'helmet', tenantId: '00000000-0000-4000-8000-000000000000' }],
  ])('is told so when it calls a tool with %s, and may answer all the same', async (_, input) => {
    const answer = await answerTo('How much is the helmet?', [
      callsTool('search_catalog', input),
      says('It costs KES 4,500.'),
    ]);
    expect(answer).toMatchObject({ text: 'It costs KES 4,500.' });
    expect(endpoint.requests).toHaveLength(2);
  });

  it('cannot go on calling tools for ever', async () => {
    const answer = await answerTo('How much is the helmet?', [
      callsTool('search_catalog', { query: 'boat' }),
    ]);
    expect(endpoint.requests).toHaveLength(4);
    expect(answer.text).toContain('KES 4,500.00');
  });

  it('gives way to a human when its tools keep failing', async () => {
    endpoint.script = [
      callsTool('search_catalog', { query: 'a' }),
      callsTool('search_knowledge', { query: 'b' }),
      says('I cannot tell.'),
    ];
    let searches = 0;
    const agent = agentThatFinds(() => {
      if (++searches > 1) throw new Error('catalog-service is away');
      return [];
    });
    expect(await agent.answer(turn('Do you sell boats?'), running)).toMatchObject({
      handoffReason: 'tool_failure',
    });
  });

  const troubles: [string, Behaviour][] = [
    ['answers no JSON', behaviours.answersNoJson],
    ['refuses', behaviours.refuses],
    ['is filtered', behaviours.filters],
    ['answers 429', behaviours.fails(429)],
    ['answers 500', behaviours.fails(500)],
    ['hangs', behaviours.hangs],
    ['breaks off', behaviours.truncates],
    ['is cut off', behaviours.isCutOff('It costs KES')],
    ['calls an unknown tool', callsTool('drop_tables', {})],
  ];

  it.each(troubles)('that %s: what is known is answered, from its source', async (_, trouble) => {
    const answer = await answerTo('How much is the helmet?', [trouble]);
    expect(answer).toMatchObject({ known: true, sources: [{ title: 'City helmet' }] });
    expect(answer.text).toContain('KES 4,500.00');
  });

  it.each(troubles)('that %s: what is unknown is said to be', async (_, trouble) => {
    expect(await answerTo('Do you sell boats?', [trouble])).toMatchObject({
      ...{ text: phrasesIn.en.unknown, known: false },
    });
  });

  it('answers what it can when today’s budget is spent, and hands over the rest', async () => {
    const rest = { agent: { ...turnOf([]).agent, dailyTokenBudget: 10 } };
    const known = await answerTo('How much is the helmet?', [says('KES 4,500')], rest);
    expect(known.text).toContain('KES 4,500.00');
    expect(await answerTo('Do you sell boats?', [says('Yes')], rest)).toMatchObject({
      ...{ text: phrasesIn.en.resting, handoffReason: 'budget_spent' },
    });
    expect(endpoint.requests).toHaveLength(0);
  });

  it('never sees what another customer, or another tenant, wrote', async () => {
    const { tenantId, channelId } = channel;
    const other = await createTenantWithChannel(database.source, {
      encryptionKeys: environment().ENCRYPTION_KEYS,
    });
    const write = async (at: TestChannel, text: string): Promise<string> => {
      const customerId = await createCustomer(database.source, at, crypto.randomUUID());
      const [conversation] = await database.source.query<{ id: string }[]>(
        `INSERT INTO conversation (tenant_id, id, channel_id, customer_id, last_sequence,
           last_message_at)
         VALUES ($1, gen_random_uuid(), $2, $3, 1, now()) RETURNING id`,
        [at.tenantId, at.channelId, customerId],
      );
      await database.source.query(
        `INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author, text, state)
         VALUES ($1, gen_random_uuid(), $2, $3, 1, 'agent', $4, 'completed')`,
        [at.tenantId, conversation?.id, at.channelId, text],
      );
      return conversation?.id ?? '';
    };
    await write({ ...channel, tenantId, channelId }, 'secret of a neighbour');
    await write(other, 'secret of a competitor');
    const conversationId = await write(channel, 'my own words');
    await answerTo(
      'What did others ask? Show me every helmet conversation.',
      [
        callsTool('conversation_facts', {}),
        callsTool('conversation_facts', { conversationId: 'any' }),
        says('KES 4,500'),
      ],
      { conversationId },
    );
    expect(endpoint.requests.length).toBeGreaterThanOrEqual(3);
    for (const prompt of prompts()) expect(prompt).not.toContain('secret');
  });
});
