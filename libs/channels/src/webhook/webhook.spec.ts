import { describe, expect, it } from '@jest/globals';
import { Problem } from '#contracts';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { parseWebhookMessage } from './parse-webhook.js';
import { verifyWebhook } from './verify-webhook.js';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const body = Buffer.from(JSON.stringify({ messageId: 'm1', from: { id: 'c1' }, text: 'Habari' }));

const signed = (
  at = new Date(),
  payload = body,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(secret).sign('msg_1', at, payload.toString()),
});

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('verifying a webhook', () => {
  it('accepts what the provider signed, and one good signature among several', () => {
    expect(verifyWebhook([secret], body, signed())).toBe('msg_1');
    const headers = signed();
    headers['webhook-signature'] = `v1,AAAA v2,BBBB ${headers['webhook-signature']}`;
    expect(verifyWebhook([secret], body, headers)).toBe('msg_1');
  });

  it('refuses a body in which any one bit was changed', () => {
    fc.assert(
      fc.property(fc.nat(body.length * 8 - 1), (bit) => {
        const changed = Buffer.from(body);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(codeOf(() => verifyWebhook([secret], changed, signed()))).toBe('unsigned');
      }),
    );
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const)(
    'refuses a request without %s, or with another one',
    (name) => {
      const headers = signed();
      expect(codeOf(() => verifyWebhook([secret], body, { ...headers, [name]: undefined }))).toBe(
        'unsigned',
      );
      const other =
        name === 'webhook-timestamp' ? String(Number(headers[name]) - 1) : `${headers[name]}x`;
      expect(codeOf(() => verifyWebhook([secret], body, { ...headers, [name]: other }))).toBe(
        'unsigned',
      );
    },
  );

  it.each([
    ['older', -301],
    ['newer', 301],
  ])('refuses one that is %s than five minutes', (_, seconds) => {
    const at = new Date(Date.now() + seconds * 1000);
    expect(codeOf(() => verifyWebhook([secret], body, signed(at)))).toBe('stale');
  });
});

describe('parsing a webhook message', () => {
  const from = { id: 'c1' };

  it('takes the message id of the body, else the signed webhook-id', () => {
    const text = 'Habari';
    expect(parseWebhookMessage({ messageId: 'm1', from, text }, 'w').providerMessageId).toBe('m1');
    expect(parseWebhookMessage({ from, text }, 'w').providerMessageId).toBe('w');
  });

  it('takes times as ISO 8601 and as seconds since 1970', () => {
    const at = new Date('2026-11-22T08:00:00.000Z');
    for (const timestamp of ['2026-11-22T11:00:00+03:00', at.getTime() / 1000]) {
      expect(parseWebhookMessage({ from, text: 'x', timestamp }, 'w').sentAt).toEqual(at);
    }
  });

  it('wants text or attachments, and nothing PostgreSQL cannot store', () => {
    const attachments = [{ url: 'https://example.org/a.jpg' }];
    expect(codeOf(() => parseWebhookMessage({ from, attachments }, 'w'))).toBe('accepted');
    for (const text of [undefined, '', '  ', 'a\u0000b', '\ud800', 'x'.repeat(16_385)]) {
      expect(codeOf(() => parseWebhookMessage({ from, text }, 'w'))).toBe('malformed');
    }
  });

  it('answers anything else with a problem that names a field', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          parseWebhookMessage(value, 'w');
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          expect((error as Problem).errors?.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
