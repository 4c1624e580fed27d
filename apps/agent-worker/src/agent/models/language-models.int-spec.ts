import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Environment } from '#config';
import { ModelSpendEntity } from '#persistence';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../../test/support/databases.js';
import { testEnvironment } from '../../../../../test/support/environment.js';
import { behaviours, ScriptedModel } from '../../../../../test/support/scripted-model.js';
import { createTenantWithChannel } from '../../../../../test/support/tenants.js';
import { LanguageModels, type ModelChoice, type ModelOutcome } from './language-models.js';
import { ModelBudget } from './model-budget.js';
import { type ModelRequest } from './model-call.js';
import { ModelProviders } from './model-providers.js';

const { says, fails, hangs, isCutOff, refuses, truncates, answersNoJson, filters } = behaviours;

const request: ModelRequest = {
  instructions: 'Answer from the information given.',
  messages: [{ role: 'user', content: 'When do you open?' }],
  tools: {},
  temperature: 0.2,
  maxOutputTokens: 100,
};
const running = new AbortController().signal;

describe('the language models of a tenant', () => {
  let database: TestDatabase;
  let endpoint: ScriptedModel;
  let tenantId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    endpoint = await ScriptedModel.listen();
    const { ENCRYPTION_KEYS: encryptionKeys } = environmentWith();
    ({ tenantId } = await createTenantWithChannel(database.source, { encryptionKeys }));
  });
  afterEach(async () => endpoint[Symbol.asyncDispose]());

  const environmentWith = (variables: Record<string, string> = {}): Environment =>
    testEnvironment({
      ...{ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() },
      ...{ LLM_PROVIDER: 'openai-compatible', LLM_BASE_URL: endpoint.baseUrl, LLM_MODEL: 'first' },
      LLM_PRICES: JSON.stringify({
        'openai-compatible/first': { input: 10, cachedInput: 1, output: 100 },
      }),
      LLM_TIMEOUT_MS: '300',
      ...variables,
    });

  const modelsWith = (variables: Record<string, string> = {}): LanguageModels => {
    const environment = environmentWith(variables);
    return new LanguageModels(
      new ModelProviders(environment),
      new ModelBudget(database.source),
      environment,
    );
  };

  const choice = (rest: Partial<ModelChoice> = {}): ModelChoice => ({
    ...{ tenantId, model: null, fallbackModels: [] },
    ...{ dailyTokenBudget: null, dailyCostBudgetUsd: null, ...rest },
  });

  const ask = (
    rest: Partial<ModelChoice> = {},
    variables: Record<string, string> = {},
  ): Promise<ModelOutcome> => modelsWith(variables).ask(choice(rest), request, running);

  const askedModels = (): string[] => endpoint.requests.map(({ model }) => model);

  const spent = async (): Promise<{ tokens: number; costUsd: number } | undefined> => {
    const row = await database.source.getRepository(ModelSpendEntity).findOneBy({ tenantId });
    return row === null ? undefined : { tokens: row.tokens, costUsd: row.costUsd };
  };

  it('answer, and say what it took: cached tokens are part of the prompt’s and cost less', async () => {
    const usage = { prompt_tokens: 1000, completion_tokens: 10 };
    endpoint.script = [
      says('At nine!', { ...usage, prompt_tokens_details: { cached_tokens: 900 } }),
    ];
    expect(await ask()).toEqual({
      ...{ text: 'At nine!', because: 'answered', model: 'openai-compatible/first' },
      usage: { promptTokens: 1000, cachedPromptTokens: 900, completionTokens: 10 },
      costUsd: (100 * 10 + 900 * 1 + 10 * 100) / 1_000_000,
    });
    expect(endpoint.requests[0]?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });

  it.each([429, 500, 503])('are asked once more after HTTP %i', async (status) => {
    endpoint.script = [fails(status), says('At nine!')];
    expect(await ask()).toMatchObject({ text: 'At nine!', because: 'answered' });
    expect(askedModels()).toEqual(['first', 'first']);
  });

  it.each([
    ['does not know the key', fails(401), 1],
    ['keeps failing', fails(500), 2],
    ['answers too late', hangs, 1],
    ['breaks off', truncates, undefined],
    ['answers no JSON', answersNoJson, undefined],
    ['refuses', refuses, 1],
    ['refuses in words', says('I’m sorry, but I can’t help with that.'), 1],
    ['is filtered', filters, 1],
    ['is cut off', isCutOff('We open at'), 1],
    ['says nothing', says('  '), 1],
  ])('give way to the next when one %s', async (_, behaviour, calls) => {
    endpoint.script = Array.from({ length: calls ?? 1 }, () => behaviour);
    endpoint.script.push(says('At nine!'));
    const outcome = await ask({ fallbackModels: ['openai-compatible/second'] });
    expect(outcome).toMatchObject({ text: 'At nine!', because: 'answered' });
    if (calls !== undefined) {
      expect(askedModels()).toEqual([...Array.from({ length: calls }, () => 'first'), 'second']);
    }
  });

  it('come to nothing when all of them fail, or there are none', async () => {
    endpoint.script = [fails(400)];
    expect(await ask()).toMatchObject({ text: undefined, because: 'all_failed' });
    expect(await ask({ model: 'builtin' })).toMatchObject({ because: 'none_configured' });
    expect(await ask({ model: 'anthropic/claude' })).toMatchObject({ because: 'none_configured' });
    expect(endpoint.requests).toHaveLength(1);
  });

  it('are left alone for a while when their provider is down', async () => {
    endpoint.script = [fails(500)];
    const models = modelsWith();
    for (let asked = 0; asked < 5; asked++) await models.ask(choice(), request, running);
    expect(endpoint.requests).toHaveLength(5);
    expect(await models.ask(choice(), request, running)).toMatchObject({ because: 'all_failed' });
    expect(endpoint.requests).toHaveLength(5);
  });

  it('stop when the turn is lost', async () => {
    endpoint.script = [hangs];
    const lost = new AbortController();
    const asked = modelsWith({ LLM_TIMEOUT_MS: '20000' }).ask(choice(), request, lost.signal);
    setTimeout(() => lost.abort(new Error('lease lost')), 50);
    await expect(asked).rejects.toThrow('lease lost');
  });

  it.each([
    ['anthropic', '/v1/messages', { LLM_ANTHROPIC_API_KEY: 'k' }, 'LLM_ANTHROPIC_BASE_URL'],
    ['google', '/v1/models/', { LLM_GOOGLE_API_KEY: 'k' }, 'LLM_GOOGLE_BASE_URL'],
  ])('may be %s’s, where its key is configured', async (provider, _path, key, url) => {
    endpoint.script = [fails(404)];
    const outcome = await ask({ model: `${provider}/m` }, { ...key, [url]: endpoint.baseUrl });
    expect(outcome).toMatchObject({ because: 'all_failed', model: `${provider}/m` });
    expect(endpoint.requests).toHaveLength(1);
  });

  describe('with a daily budget', () => {
    it('count what was spent, not what was reserved', async () => {
      endpoint.script = [says('At nine!', { prompt_tokens: 40, completion_tokens: 10 })];
      await ask({ dailyTokenBudget: 1000 });
      expect(await spent()).toEqual({ tokens: 50, costUsd: 0.0014 });
    });

    it('are not asked when the most that a call may take is not left', async () => {
      endpoint.script = [says('At nine!', { prompt_tokens: 40, completion_tokens: 10 })];
      expect(await ask({ dailyTokenBudget: 100 })).toMatchObject({ because: 'budget_spent' });
      expect(await ask({ dailyCostBudgetUsd: 0.005 })).toMatchObject({ because: 'budget_spent' });
      expect(endpoint.requests).toHaveLength(0);
      expect(await spent()).toBeUndefined();
    });

    it('are asked by as many at once as the budget allows, and no more', async () => {
      const usage = { prompt_tokens: 10, completion_tokens: 90 };
      endpoint.script = [says('At nine!', usage)];
      const models = modelsWith({ LLM_TIMEOUT_MS: '5000' });
      const budget = choice({ dailyTokenBudget: 450 });
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => models.ask(budget, request, running)),
      );
      const answered = outcomes.filter(({ because }) => because === 'answered');
      expect(answered.length).toBeGreaterThan(0);
      expect(answered.length).toBeLessThanOrEqual(4);
      expect(await spent()).toEqual({
        ...{ tokens: 100 * answered.length, costUsd: expect.closeTo(0.0091 * answered.length, 8) },
      });
    });

    it('owe nothing for a call that was refused, and its prompt for one that timed out', async () => {
      endpoint.script = [fails(400), hangs];
      await ask({ dailyTokenBudget: 1000 });
      expect(await spent()).toMatchObject({ tokens: 0 });
      const { usage } = await ask({ dailyTokenBudget: 1000 });
      expect(usage.promptTokens).toBeGreaterThan(10);
      expect(await spent()).toMatchObject({ tokens: usage.promptTokens });
    });
  });
});
