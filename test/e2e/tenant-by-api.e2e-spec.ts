import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ApiDocument } from '../../apps/gateway/src/openapi/document.js';
import { answerChecker, type CheckAnswer } from '../access/answer-checker.js';
import { eventually } from '../support/eventually.js';
import { signedRequest } from '../support/signed-webhook.js';
import { Suite } from '../support/suite.js';

let suite: Suite;
let document: ApiDocument;
let isAsDescribed: CheckAnswer;

beforeAll(async () => {
  suite = await Suite.start({ TURN_WINDOW_MS: '100' });
  document = (await (await fetch(`${suite.gatewayUrl}/docs/openapi.json`)).json()) as ApiDocument;
  isAsDescribed = answerChecker(document);
}, 60_000);
afterAll(async () => suite?.[Symbol.asyncDispose]());

/** `/v1/keys/7` → the description of `/v1/keys/{id}`. */
const operationOf = (method: string, path: string): ApiDocument['paths'][string][string] => {
  const [name = ''] = path.split('?');
  const found = Object.entries(document.paths)
    .filter(([template]) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(name))
    .toSorted(([one], [other]) => one.split('{').length - other.split('{').length)
    .map(([, methods]) => methods[method.toLowerCase()])
    .find((operation) => operation !== undefined);
  if (found === undefined) throw new Error(`${method} ${path} is not described`);
  return found;
};

/** A call of the API, as somebody who has nothing but its description makes it. */
const call = async <Body>(
  key: string,
  [method = '', path = '']: string[],
  sent: { json?: unknown; csv?: string } = {},
): Promise<Body> => {
  const { json, csv } = sent;
  const response = await fetch(`${suite.gatewayUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(csv === undefined ? {} : { 'content-type': 'text/csv' }),
    },
    ...(json === undefined && csv === undefined ? {} : { body: csv ?? JSON.stringify(json) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  expect(isAsDescribed(operationOf(method, path), response.status, text)).toEqual([]);
  return (text === '' ? undefined : JSON.parse(text)) as Body;
};

interface Conversation {
  id: string;
  status: string;
}

it('a business is set up and run by nothing but the API', async () => {
  const { platformKey } = suite.demo;
  // Set up: a tenant, keys, a channel, an agent, a catalog and knowledge.
  const tenant = await call<{ id: string; ownerKey: string }>(
    platformKey,
    ['POST', '/v1/tenants'],
    {
      json: { name: 'Tea house', settings: { timezone: 'Europe/Amsterdam', currency: 'EUR' } },
    },
  );
  const owner = tenant.ownerKey;
  const { key: operator } = await call<{ key: string }>(owner, ['POST', '/v1/keys'], {
    json: { name: 'Counter', role: 'operator' },
  });
  const channel = await call<{ id: string; secret: string }>(owner, ['POST', '/v1/channels'], {
    json: { kind: 'webhook', name: 'Site', deliveryUrl: suite.receiver.url },
  });
  suite.receiver.trust(channel.secret);
  await call(owner, ['PATCH', '/v1/agent'], { json: { name: 'Mei', handoffKeywords: ['lawyer'] } });
  await call(operator, ['POST', '/v1/knowledge'], {
    json: {
      type: 'faq',
      title: 'Opening hours',
      content: 'The tea house is open from nine to five on weekdays, and closed on Sundays.',
      keywords: ['open', 'hours'],
    },
  });
  const { id: importId } = await call<{ id: string }>(operator, ['POST', '/v1/products/import'], {
    csv:
      'externalId,title,description,price.amountMinor,price.currency\n' +
      'sencha,Sencha green tea,"Japanese leaf tea, 100 g",1250,EUR\n',
  });
  await eventually('the products', async () => {
    const { state } = await call<{ state: string }>(operator, ['GET', `/v1/imports/${importId}`]);
    return state === 'completed';
  });

  // A customer writes and is answered out of it.
  const write = async (messageId: string, text: string): Promise<string> => {
    const response = await fetch(
      `${suite.gatewayUrl}/v1/webhooks/${channel.id}`,
      signedRequest(channel.secret, { messageId, from: { id: 'guest' }, text }),
    );
    expect(response.status).toBe(202);
    return ((await response.json()) as { messageId: string }).messageId;
  };
  const messageId = await write('t-1', 'How much is the sencha green tea?');
  const answer = await eventually('an answer', () => suite.receiver.answersTo('t-1')[0]);
  expect(answer.sources).toMatchObject([{ type: 'product', externalId: 'sencha' }]);

  // An operator reads, takes over, answers, and gives back.
  const { items } = await call<{ items: Conversation[] }>(operator, ['GET', '/v1/conversations']);
  const [conversation] = items;
  const path = `/v1/conversations/${conversation?.id}`;
  const act = (action: string, json: object): Promise<Conversation> =>
    call<Conversation>(operator, ['POST', `${path}/${action}`], { json });
  expect(await act('handoff', { reason: 'a regular' })).toMatchObject({ status: 'handoff' });
  const { id: replyId } = await act('replies', { text: 'For you it is twelve.' });
  await eventually("the operator's reply", () =>
    suite.receiver.replies.find((reply) => reply.replyId === replyId),
  );
  expect(await act('return', {})).toMatchObject({ status: 'bot' });

  // And sees what happened, in figures and in each message's way.
  const interactions = await call<{ items: { handoff: boolean }[] }>(operator, [
    'GET',
    `${path}/interactions`,
  ]);
  expect(interactions.items).toHaveLength(1);
  const messages = await call<{ items: { author: string }[] }>(operator, [
    'GET',
    `${path}/messages`,
  ]);
  expect(messages.items.map(({ author }) => author)).toEqual(['operator', 'agent', 'customer']);
  await call(operator, ['GET', `/v1/messages/${messageId}/audit`]);
  const figures = await call<{ total: number }>(operator, [
    'GET',
    '/v1/statistics/conversations?use_cache=false',
  ]);
  expect(figures).toMatchObject({ total: 1, messages: 3, interactions: 1 });
  await call(operator, ['GET', '/v1/statistics/agent?use_cache=false']);
  const replayed = await call<{ messageId: string }>(
    operator,
    ['POST', `/v1/messages/${messageId}/replay`],
    { json: { force: true } },
  );
  expect(replayed.messageId).toBe(messageId);
  await eventually('another answer', () => suite.receiver.answersTo('t-1')[1]);
  expect(await act('close', {})).toMatchObject({ status: 'closed' });
  const queues = await call<{ items: unknown[] }>(platformKey, ['GET', '/v1/operations/queues']);
  expect(queues.items).toHaveLength(3);
}, 60_000);
