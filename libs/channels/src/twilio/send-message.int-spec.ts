import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeApi } from '../../../../test/support/fake-api.js';
import { replyTo, sendOptions } from '../../test/replies.js';
import { accountSid, authToken, twilioConnection } from '../../test/twilio.js';
import { type SendOptions, type SendOutcome } from '../channel-adapter.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';
import { sendMessage } from './send-message.js';

const contentSid = `HX${'f'.repeat(32)}`;

describe('sending by Twilio', () => {
  let api: FakeApi;
  let guard: OutboundGuard;

  beforeAll(async () => {
    api = await FakeApi.listen();
    guard = new OutboundGuard({ allowHosts: ['127.0.0.1'] });
  });
  afterAll(async () => {
    guard.close();
    await api[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    api.requests.length = 0;
    api.next = [];
    api.otherwise = () => ({
      status: 201,
      json: { sid: `SM${api.requests.length}`, status: 'queued' },
    });
  });

  const send = (
    { text = 'We open at nine.', ...settings }: Record<string, unknown> & { text?: string } = {},
    options: Partial<SendOptions> = {},
  ): Promise<SendOutcome> =>
    sendMessage(
      guard,
      replyTo('whatsapp:+254700000001', { text }),
      twilioConnection({ apiBaseUrl: api.url, ...settings }),
      sendOptions(options),
    );

  const forms = (): Record<string, string>[] =>
    api.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

  it('posts a form by Twilio’s library, with a status callback that names the reply', async () => {
    expect(await send()).toEqual({
      outcome: 'delivered',
      accepted: [{ part: 1, parts: 1, providerMessageId: 'SM1' }],
    });
    const authorization = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    expect(api.requests[0]).toMatchObject({
      method: 'POST',
      path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
      headers: { authorization: `Basic ${authorization}` },
    });
    expect(forms()[0]).toEqual({
      To: 'whatsapp:+254700000001',
      From: 'whatsapp:+14155238886',
      Body: 'We open at nine.',
      StatusCallback: `${twilioConnection().webhookUrl}?delivery=019a0000-0000-7000-8000-000000000001`,
    });
  });

  it('sends from a messaging service as well', async () => {
    const from = `MG${'1'.repeat(32)}`;
    await send({ from });
    expect(forms()[0]).toMatchObject({ MessagingServiceSid: from });
    expect(forms()[0]).not.toHaveProperty('From');
  });

  it.each([
    ['a number that is none', 400, 21_211, 'refused', undefined],
    ['a customer who wants no more', 400, 21_610, 'refused', undefined],
    ['too many requests', 429, 20_429, 'not_sent', 1000],
    ['a full queue', 400, 21_611, 'not_sent', 60_000],
    ['an error inside', 500, 20_500, 'ambiguous', undefined],
    ['a service that is away', 503, 20_503, 'not_sent', undefined],
  ])('tells %s', async (_, status, code, outcome, retryAfterMs) => {
    api.next = [{ status, json: { code, message: 'no', status } }];
    const sent = await send();
    expect(sent).toMatchObject({ outcome, error: `Twilio error ${code}: no` });
    expect('retryAfterMs' in sent ? sent.retryAfterMs : undefined).toBe(retryAfterMs);
    expect(api.requests).toHaveLength(1);
  });

  it('does not know of an answer that was lost, and does not repeat itself', async () => {
    api.next = ['drop'];
    expect(await send()).toMatchObject({ outcome: 'ambiguous' });
    expect(api.requests).toHaveLength(1);
  });

  it('writes nothing when the claim is about to run out', async () => {
    expect(await send({}, { mayWrite: () => false })).toMatchObject({ outcome: 'withheld' });
    expect(api.requests).toEqual([]);
  });

  it('reaches no private address that is not allowed', async () => {
    const closed = new OutboundGuard({ allowHosts: [] });
    const connection = twilioConnection({ apiBaseUrl: api.url });
    const sent = await sendMessage(closed, replyTo('+1555'), connection, sendOptions());
    closed.close();
    expect(sent).toMatchObject({ outcome: 'refused', error: 'private address' });
  });

  it('sends a long reply in parts, in order', async () => {
    const text = ['a', 'b', 'c'].map((letter) => letter.repeat(1500)).join(' ');
    const { accepted } = await send({ text });
    expect(accepted?.map(({ part }) => part)).toEqual([1, 2, 3]);
    expect(forms().map(({ Body }) => Body?.charAt(0))).toEqual(['a', 'b', 'c']);
    expect(forms()[2]?.['StatusCallback']).toMatch(/\?delivery=[0-9a-f-]{36}\.3\.3$/);
  });

  it('sends the content template after the 24-hour window', async () => {
    api.next = [{ status: 400, json: { code: 63_016, message: 'window' } }];
    const template = { contentSid, takesText: true };
    expect(await send({ template })).toMatchObject({ outcome: 'delivered' });
    expect(forms()[1]).toMatchObject({
      ContentSid: contentSid,
      ContentVariables: '{"1":"We open at nine."}',
    });
    api.next = [{ status: 400, json: { code: 63_016, message: 'window' } }];
    expect(await send()).toMatchObject({
      outcome: 'refused',
      error: expect.stringContaining('has no template'),
    });
  });
});
