import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ConversationEntity, MessageEntity } from '#persistence';
import { insertReply } from '../../apps/gateway/test/replies.js';
import { RunningGateway } from '../../apps/gateway/test/running-gateway.js';
import { createTwoShops, type TwoShops } from '../../apps/gateway/test/two-shops.js';
import { Chromium } from '../support/chromium.js';
import { createTestDatabase, type TestDatabase, testRedisUrl } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

let database: TestDatabase;
let gateway: RunningGateway;
let shops: TwoShops;
let browser: Chromium;
/** A shop's own site: another origin than the gateway's. */
let site: Server;
let siteUrl: string;
let channelId: string;

const contentSecurity = (): string =>
  `default-src 'none'; script-src ${gateway.url}; connect-src ${gateway.url}`;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  shops = await createTwoShops(database.source, gateway.environment.ENCRYPTION_KEYS);
  site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', contentSecurity());
    const src = `${gateway.url}/v1/chat/${channelId}/widget.js`;
    response.end(`<!doctype html><title>Shop</title>
      <script src="${src}" defer data-title="Questions?" data-greeting="Welcome!"></script>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  browser = await Chromium.start();
  // A browser may have to be installed first.
}, 300_000);

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  site?.closeAllConnections();
  site?.close();
  await gateway?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

const connect = async (allowedOrigins: string[]): Promise<void> => {
  const settings = { signedSessions: true, allowedOrigins };
  const json = { kind: 'web_chat', name: 'Site', settings };
  const answer = await gateway.call<{ id: string }>('/v1/channels', {
    key: shops.ours.owner,
    json,
  });
  expect(answer.status).toBe(201);
  channelId = answer.body.id;
};

beforeEach(() => connect([siteUrl]));

const widget = `document.querySelector('#tulia-chat').shadowRoot`;

const openChat = async (): Promise<void> => {
  await browser.open(siteUrl);
  await eventually('the widget', () =>
    browser.run<boolean>(`document.querySelector('#tulia-chat') !== null`),
  );
  await browser.run(`${widget}.querySelector('.launch').click()`);
};

/** Whether the widget has opened one; what it keeps is kept by channel. */
const session = (): Promise<boolean> =>
  browser.run(`Object.entries(localStorage).some(
    ([name, kept]) => name.endsWith('${channelId}') && JSON.parse(kept).session !== null)`);

const write = async (text: string): Promise<void> => {
  await eventually('a session', session);
  await browser.run(`${widget}.querySelector('input').value = ${JSON.stringify(text)}`);
  await browser.run(`${widget}.querySelector('form').requestSubmit()`);
};

const shown = (): Promise<string[]> =>
  browser.run(`[...${widget}.querySelectorAll('li')].map((line) => line.textContent)`);

const messages = (): Promise<MessageEntity[]> =>
  database.source.manager.findBy(MessageEntity, {
    tenantId: shops.ours.tenantId,
    channelId,
    author: 'customer',
  });

const reply = async (text: string): Promise<string> => {
  const conversation = await database.source.manager.findOneByOrFail(ConversationEntity, {
    tenantId: shops.ours.tenantId,
    channelId,
  });
  return insertReply(database.source, conversation, { text, answers: [] });
};

test('a customer writes, and reads the reply, on a page of another origin', async () => {
  await openChat();
  await write('Are you open?');
  const stored = await eventually('the message', async () => (await messages())[0]);
  expect(stored.text).toBe('Are you open?');
  await reply('We open at nine. <img src=x onerror="document.title = 1">');
  await eventually('the reply', async () => (await shown()).length === 3);
  // What is written becomes no markup.
  expect(await shown()).toEqual([
    'Welcome!',
    'Are you open?',
    'We open at nine. <img src=x onerror="document.title = 1">',
  ]);
  expect(await browser.run(`${widget}.querySelector('img')`)).toBeNull();
});

test('a page that is loaded anew shows the chat so far, and goes on in it', async () => {
  await openChat();
  await write('One');
  await eventually('the message', async () => (await messages()).length === 1);
  await reply('First.');
  await eventually('the reply', async () => (await shown()).includes('First.'));
  await openChat();
  await write('Two');
  await eventually('both messages', async () => (await messages()).length === 2);
  await reply('Second.');
  await eventually('the reply', async () => (await shown()).includes('Second.'));
  expect(await shown()).toEqual(['Welcome!', 'One', 'First.', 'Two', 'Second.']);
  expect(new Set((await messages()).map(({ conversationId }) => conversationId)).size).toBe(1);
});

test('a message whose answer was lost is sent again, and stored once', async () => {
  await openChat();
  await eventually('a session', session);
  // The first answer never reaches the page.
  await browser.run(`{
    const real = window.fetch; let lost = false;
    window.fetch = async (...given) => {
      const answer = await real(...given);
      if (lost || !String(given[0]).endsWith('/messages')) return answer;
      lost = true;
      window.sentAgain = true;
      throw new TypeError('lost');
    };
  }`);
  await write('Only once');
  await eventually('the loss', () => browser.run<boolean>('window.sentAgain === true'));
  await write('And then this');
  await eventually('the second message', async () => (await messages()).length === 2);
  expect((await messages()).map(({ text }) => text).sort()).toEqual(['And then this', 'Only once']);
});

test('a page that the channel does not name gets no session', async () => {
  await connect(['https://shop.example']);
  await openChat();
  await expect(
    browser.run(`fetch('${gateway.url}/v1/chat/${channelId}/sessions', { method: 'POST' })`),
  ).rejects.toThrow('in the page');
  expect(await session()).toBe(false);
});
