import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ChannelAdapters } from '../../src/channel-adapters.js';
import { OutboundGuard } from '../../src/outbound/outbound-guard.js';
import { FakeApi } from '../../../../test/support/fake-api.js';
import { adapterCases } from '../adapter-cases.js';
import { replyTo, sendOptions } from '../replies.js';
import { LineAdapter } from './line.adapter.js';

const guide = readFileSync(join('docs', 'channels', 'add-a-channel.md'), 'utf8');
const file = readFileSync(join('libs', 'channels', 'test', 'line', 'line.adapter.ts'), 'utf8');

let guard: OutboundGuard;

beforeAll(() => {
  guard = new OutboundGuard({ allowHosts: ['127.0.0.1'] });
});
afterAll(() => guard.close());

test('the walk-through shows the adapter that is compiled and tested here', () => {
  const [, shown] = /^```ts\n(.*?)^```$/ms.exec(guide) ?? [];
  expect(shown).toBe(file.replaceAll("'../../src/", "'../"));
});

test('registered, it is found by its kind', () => {
  const adapters = new ChannelAdapters([new LineAdapter(guard)]);
  expect(adapters.forKind('line')).toBeInstanceOf(LineAdapter);
});

test('a part has the same key in every attempt, and another than the other parts', async () => {
  await using api = await FakeApi.listen();
  const connection = adapterCases['line']!.connection(api.url);
  const reply = replyTo('U2', { text: 'word '.repeat(1500).trim() });
  for (let attempt = 0; attempt < 2; attempt++) {
    await new LineAdapter(guard).send(reply, connection, sendOptions());
  }
  const keys = api.requests.map(({ headers }) => headers['x-line-retry-key']);
  expect(keys).toHaveLength(4);
  expect(keys.slice(2)).toEqual(keys.slice(0, 2));
  expect(new Set(keys).size).toBe(2);
});

test('a part that was taken in an attempt whose answer was lost is not taken for refused', async () => {
  await using api = await FakeApi.listen(() => ({ status: 409, json: {} }));
  const connection = adapterCases['line']!.connection(api.url);
  const outcome = await new LineAdapter(guard).send(replyTo('U2'), connection, sendOptions());
  expect(outcome).toMatchObject({ outcome: 'delivered' });
});
