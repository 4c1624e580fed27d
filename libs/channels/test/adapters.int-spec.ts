import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Problem } from '#contracts';
import fc from 'fast-check';
import {
  type ChannelAdapter,
  type ChannelConnection,
  type SendOutcome,
} from '../src/channel-adapter.js';
import { OutboundGuard } from '../src/outbound/outbound-guard.js';
import { FakeApi } from '../../../test/support/fake-api.js';
import { adapterCases } from './adapter-cases.js';
import { replyTo, sendOptions } from './replies.js';

/** What a customer may write. */
const texts = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 500 })
  .filter((text) => text.trim() === text && text !== '' && !text.includes('\0'))
  .filter((text) => text.isWellFormed());

const refusals: readonly string[] = ['unsigned', 'stale', 'malformed', 'forbidden'];

describe.each(Object.entries(adapterCases))('the adapter of %s', (kind, one) => {
  let api: FakeApi;
  let guard: OutboundGuard;
  let adapter: ChannelAdapter;
  let connection: ChannelConnection;

  beforeAll(async () => {
    api = await FakeApi.listen();
    guard = new OutboundGuard({ allowHosts: ['127.0.0.1'] });
    adapter = one.create(guard);
    connection = one.connection(api.url);
  });
  beforeEach(() => {
    api.requests.length = 0;
    api.next = [];
    api.otherwise = () => one.api?.accepts ?? { status: 500 };
  });
  afterAll(async () => {
    guard.close();
    await api[Symbol.asyncDispose]();
  });

  /** What a request is refused with; undefined: it passes. */
  const refusalOf = (
    request: Parameters<ChannelAdapter['verify']>[0],
    of: ChannelConnection = connection,
  ): string | undefined => {
    try {
      adapter.verify(request, of);
      return undefined;
    } catch (error) {
      if (error instanceof Problem) return error.code;
      throw error;
    }
  };

  describe('taking a request', () => {
    test('passes each that is signed, and reads its message', () => {
      fc.assert(
        fc.property(texts, (text) => {
          const request = one.sign(one.bodyOf(text), connection);
          expect(refusalOf(request)).toBeUndefined();
          const { messages, unreadable } = adapter.parse(request, connection);
          expect(unreadable).toBe(0);
          expect(messages).toHaveLength(1);
          expect(messages[0]).toMatchObject(one.messageOf(text));
          expect(adapter.parseStatuses(request, connection)).toEqual([]);
        }),
      );
    });

    test('refuses it with any byte of the body changed, added or left out', () => {
      const request = one.sign(one.bodyOf('Are you open? €5 & more'), connection);
      const { body } = request;
      const edit = fc.constantFrom('change', 'add', 'leave out');
      fc.assert(
        fc.property(fc.nat(body.length - 1), fc.nat(255), edit, (at, byte, kindOfEdit) => {
          const written = kindOfEdit === 'leave out' ? [] : [byte];
          const rest = body.subarray(kindOfEdit === 'add' ? at : at + 1);
          const other = Buffer.concat([body.subarray(0, at), Buffer.from(written), rest]);
          if (other.equals(body) || one.saysTheSame?.(body, other)) return;
          expect(refusals).toContain(refusalOf({ ...request, body: other }));
        }),
        { numRuns: 1000 },
      );
    });

    test.each(one.signedHeaders)('refuses it with another %s, two of them, or none', (name) => {
      const request = one.sign(one.bodyOf('Are you open?'), connection);
      const value = String(request.headers[name]);
      const at = fc.nat(value.length - 1);
      const character = fc.constantFrom(...'abcXYZ0189-_+/=, ');
      const changed = fc
        .tuple(at, character)
        .map(([i, c]) => value.slice(0, i) + c + value.slice(i + 1));
      const cut = at.map((length) => value.slice(0, length));
      const other = fc.oneof(changed, cut, fc.constantFrom(undefined, [value, value], `${value}x`));
      fc.assert(
        fc.property(other, (given) => {
          if (given === value) return;
          const headers = { ...request.headers, [name]: given };
          expect(refusals).toContain(refusalOf({ ...request, headers }));
        }),
        { numRuns: 500 },
      );
    });

    test('refuses what another channel’s provider signed', () => {
      const request = one.sign(one.bodyOf('Are you open?'), connection);
      expect(refusalOf(request, one.strange(connection))).toBe('unsigned');
    });

    test('is acknowledged with a body of the type that is named', () => {
      const admitted = { messageId: '019a0000-0000-7000-8000-000000000008', duplicate: false };
      const { status, contentType, body } = adapter.acknowledge([admitted]);
      expect([200, 202]).toContain(status);
      if (contentType === 'application/json') expect(JSON.parse(body)).toEqual(expect.anything());
      else expect(contentType).toMatch(/^text\//);
    });
  });

  describe('its declarations', () => {
    test('name the kind, and limits that let something through', () => {
      expect(adapter.kind).toBe(kind);
      const { maxPartCharacters, sendsPerSecond, customerIntervalMs, burstPerCustomer } =
        adapter.limits;
      expect(maxPartCharacters).toBeGreaterThan(0);
      expect(sendsPerSecond).toBeGreaterThan(0);
      expect(customerIntervalMs).toBeGreaterThanOrEqual(0);
      expect(burstPerCustomer).toBeGreaterThanOrEqual(1);
    });

    test('take the settings and credentials of a channel, and no unknown ones', () => {
      const credentials = JSON.parse(
        adapter.credentials ? (connection.secret ?? '') : '{}',
      ) as object;
      expect(adapter.settings.safeParse(connection.settings).success).toBe(true);
      expect(adapter.settings.safeParse({ ...connection.settings, nosuch: 1 }).success).toBe(false);
      if (adapter.credentials === undefined) return;
      expect(adapter.credentials.safeParse(credentials).success).toBe(true);
      expect(adapter.credentials.safeParse({ ...credentials, nosuch: 1 }).success).toBe(false);
    });

    test('of receipts imply callbacks', () => {
      const { readReceipts, statusCallbacks } = adapter.capabilities;
      expect(readReceipts && !statusCallbacks).toBe(false);
    });
  });

  describe('sending', () => {
    const send = (text = 'We open at nine.', options = {}): Promise<SendOutcome> =>
      adapter.send(replyTo('whatsapp:+254700000001', { text }), connection, sendOptions(options));

    test('delivers', async () => {
      expect(await send()).toMatchObject({ outcome: 'delivered' });
      expect(api.requests.map((request) => one.api?.textOf(request))).toEqual(
        one.api === undefined ? [] : ['We open at nine.'],
      );
    });

    if (one.api === undefined) return;
    const { textOf } = one.api;

    test('sends a long reply in parts that the provider takes, in order', async () => {
      const words = Array.from({ length: 3000 }, (_, index) => `word${index}`);
      expect(await send(words.join(' '))).toMatchObject({ outcome: 'delivered' });
      const sent = api.requests.map(textOf);
      for (const part of sent)
        expect(part.length).toBeLessThanOrEqual(adapter.limits.maxPartCharacters);
      expect(sent.join(' ').split(/\s+/)).toEqual(words);
    });

    test('goes on after the parts the provider has', async () => {
      if (adapter.limits.maxPartCharacters === Infinity) return;
      const text = Array.from({ length: 3000 }, (_, index) => `word${index}`).join(' ');
      await send(text);
      const all = api.requests.splice(0).map(textOf);
      await send(text, { progress: { acceptedParts: [1], useTemplate: false } });
      expect(api.requests.map(textOf)).toEqual(all.slice(1));
    });

    test.each([
      ['the answer is lost', 'drop' as const, 'ambiguous'],
      ['the provider asks to wait', { status: 429, json: {} }, 'not_sent'],
      ['the provider fails', { status: 500, json: {} }, 'ambiguous'],
      ['the provider refuses it', { status: 400, json: {} }, 'refused'],
    ])('tells what is known when %s', async (_, behaviour, outcome) => {
      api.next = [behaviour];
      expect(await send()).toMatchObject({ outcome });
      expect(api.requests).toHaveLength(1);
    });

    test('tells that nobody has it when nobody listens', async () => {
      await using closed = await FakeApi.listen();
      const { url } = closed;
      await closed[Symbol.asyncDispose]();
      const outcome = await adapter.send(replyTo('1'), one.connection(url), sendOptions());
      expect(outcome).toMatchObject({ outcome: 'not_sent' });
    });

    test('asks nothing once it may not', async () => {
      expect(await send('Late.', { mayWrite: () => false })).toMatchObject({ outcome: 'withheld' });
      expect(api.requests).toEqual([]);
    });

    test('goes to no private network', async () => {
      const guarded = new OutboundGuard({ allowHosts: [] });
      const outcome = await one
        .create(guarded)
        .send(replyTo('whatsapp:+254700000001'), connection, sendOptions());
      guarded.close();
      expect(outcome).toMatchObject({ outcome: 'refused' });
      expect(api.requests).toEqual([]);
    });
  });
});
