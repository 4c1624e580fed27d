import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeApi } from '../../../../test/support/fake-api.js';
import { replyTo, sendOptions } from '../../test/replies.js';
import { phoneNumberId, whatsAppConnection } from '../../test/whatsapp.js';
import { type SendOptions, type SendOutcome } from '../channel-adapter.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';
import { sendMessage } from './send-message.js';

const template = { name: 'we_have_an_answer', language: 'en', takesText: true };

describe('sending by the Graph API', () => {
  let graph: FakeApi;
  let guard: OutboundGuard;

  beforeAll(async () => {
    graph = await FakeApi.listen();
    guard = new OutboundGuard({ allowHosts: ['127.0.0.1'] });
  });
  afterAll(async () => {
    guard.close();
    await graph[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    graph.requests.length = 0;
    graph.next = [];
    graph.otherwise = () => ({
      status: 200,
      json: { messages: [{ id: `wamid.${graph.requests.length}` }] },
    });
  });

  const send = (
    {
      to = '254700000001',
      text = 'We open at nine.',
      ...settings
    }: Record<string, unknown> & {
      to?: string;
      text?: string;
    } = {},
    options: Partial<SendOptions> = {},
  ): Promise<SendOutcome> =>
    sendMessage(
      guard,
      replyTo(to, { text }),
      whatsAppConnection({ apiBaseUrl: graph.url, ...settings }),
      sendOptions(options),
    );

  const bodies = (): Record<string, unknown>[] =>
    graph.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);

  const refusal = (status: number, code: number): { status: number; json: object } => ({
    status,
    json: { error: { code, message: 'no', error_data: { details: 'because' } } },
  });

  it('posts the text with the outbox id, and learns the provider’s id', async () => {
    expect(await send()).toEqual({
      outcome: 'delivered',
      accepted: [{ part: 1, parts: 1, providerMessageId: 'wamid.1' }],
    });
    expect(graph.requests[0]).toMatchObject({
      method: 'POST',
      path: `/v23.0/${phoneNumberId}/messages`,
      headers: { authorization: 'Bearer EAAG-access-token' },
    });
    expect(bodies()[0]).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '254700000001',
      type: 'text',
      text: { body: 'We open at nine.' },
      biz_opaque_callback_data: '019a0000-0000-7000-8000-000000000001',
    });
  });

  it('addresses a user who shows no number by the user id', async () => {
    await send({ to: 'US.13491208655302741918' });
    expect(bodies()[0]).toMatchObject({ recipient: 'US.13491208655302741918' });
    expect(bodies()[0]).not.toHaveProperty('to');
  });

  it.each([
    ['a wrong number', 400, 131_026, 'refused', undefined],
    ['an expired token', 401, 190, 'refused', undefined],
    ['a throughput limit', 400, 130_429, 'not_sent', 1000],
    ['a limit to one customer', 400, 131_056, 'not_sent', 6000],
    ['a spam limit', 400, 131_048, 'not_sent', 600_000],
    ['the account’s limit', 400, 80_007, 'not_sent', 60_000],
    ['maintenance', 500, 131_057, 'not_sent', undefined],
    ['an error inside', 500, 131_000, 'ambiguous', undefined],
    ['an error inside that names itself unavailable', 503, 131_000, 'ambiguous', undefined],
  ])('tells %s', async (_, status, code, outcome, retryAfterMs) => {
    graph.next = [refusal(status, code)];
    const sent = await send();
    expect(sent).toMatchObject({ outcome, error: `WhatsApp error ${code}: no: because` });
    expect('retryAfterMs' in sent ? sent.retryAfterMs : undefined).toBe(retryAfterMs);
  });

  it('waits as long as it is asked to', async () => {
    graph.next = [{ status: 429, headers: { 'retry-after': '90' } }];
    expect(await send()).toMatchObject({ outcome: 'not_sent', retryAfterMs: 90_000 });
  });

  it('does not know of an answer that was lost', async () => {
    graph.next = ['drop'];
    expect(await send()).toMatchObject({ outcome: 'ambiguous' });
    graph.next = [{ status: 502 }];
    expect(await send()).toMatchObject({ outcome: 'ambiguous', error: 'HTTP 502' });
  });

  it('reaches no private address that is not allowed', async () => {
    const closed = new OutboundGuard({ allowHosts: [] });
    const connection = whatsAppConnection({ apiBaseUrl: graph.url });
    const sent = await sendMessage(closed, replyTo('254700000001'), connection, sendOptions());
    closed.close();
    expect(sent).toMatchObject({ outcome: 'refused', error: 'private address' });
    expect(graph.requests).toEqual([]);
  });

  describe('after the 24-hour window', () => {
    it('is refused, and says what is missing, where there is no template', async () => {
      graph.next = [refusal(400, 131_047)];
      expect(await send()).toMatchObject({
        outcome: 'refused',
        error: expect.stringContaining('has no template'),
      });
    });

    it('sends the template, with the text on one line', async () => {
      graph.next = [refusal(400, 131_047)];
      expect(await send({ text: 'Open:\n  9 to 5', template })).toMatchObject({
        outcome: 'delivered',
      });
      expect(bodies()[1]).toMatchObject({
        type: 'template',
        template: {
          name: 'we_have_an_answer',
          language: { code: 'en' },
          components: [{ type: 'body', parameters: [{ type: 'text', text: 'Open: 9 to 5' }] }],
        },
      });
    });

    it('sends the template at once when a callback has told so', async () => {
      await send({ template }, { progress: { acceptedParts: [], useTemplate: true } });
      expect(bodies().map(({ type }) => type)).toEqual(['template']);
    });
  });

  describe('a long reply', () => {
    const text = `${'a'.repeat(4000)} ${'b'.repeat(4000)} ${'c'.repeat(4000)}`;

    it('goes out in parts, in order, each known by its number', async () => {
      const { accepted } = await send({ text });
      expect(accepted?.map(({ part, parts }) => `${part}/${parts}`)).toEqual(['1/3', '2/3', '3/3']);
      expect(
        bodies().map((body) => (body['text'] as { body: string }).body.replaceAll(/(.)\1+/g, '$1')),
      ).toEqual(['a', 'b', 'c']);
      expect(bodies()[1]?.['biz_opaque_callback_data']).toBe(
        '019a0000-0000-7000-8000-000000000001.2.3',
      );
    });

    it('stops at a part that fails, and goes on there', async () => {
      graph.next = [{ status: 200, json: { messages: [{ id: 'one' }] } }, refusal(400, 131_056)];
      expect(await send({ text })).toMatchObject({
        outcome: 'not_sent',
        accepted: [{ part: 1, parts: 3, providerMessageId: 'one' }],
      });
      graph.requests.length = 0;
      const progress = { acceptedParts: [1], useTemplate: false };
      expect(await send({ text }, { progress })).toMatchObject({ outcome: 'delivered' });
      expect(graph.requests).toHaveLength(2);
    });

    it('records what was sent when the claim runs out between two parts', async () => {
      const mayWrite = (): boolean => graph.requests.length === 0;
      expect(await send({ text }, { mayWrite })).toMatchObject({
        outcome: 'not_sent',
        accepted: [{ part: 1 }],
      });
      expect(await send({ text }, { mayWrite })).toMatchObject({ outcome: 'withheld' });
    });
  });
});
