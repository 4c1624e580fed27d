import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Problem } from '#contracts';
import fc from 'fast-check';
import { authToken, inboundSms, signedByTwilio, twilioConnection } from '../../test/twilio.js';
import {
  type ChannelConnection,
  type InboundMessage,
  type ProviderRequest,
} from '../channel-adapter.js';
import { parseForm } from './form.js';
import { parseMessages, parseReports } from './parse-request.js';
import { verifySignature } from './verify-request.js';

const connection = twilioConnection();

const passes = (request: ProviderRequest, to: ChannelConnection = connection): boolean => {
  try {
    verifySignature(request, to);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'unsigned') return false;
    throw error;
  }
};

describe('a request of Twilio', () => {
  it('passes, whatever parameters it has', () => {
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,20}$/);
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.string(), { minLength: 2 }),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (fields) => {
        expect(passes(signedByTwilio(fields))).toBe(true);
      }),
    );
  });

  it('passes when it is signed by hand, as the documentation says', () => {
    const fields = inboundSms();
    const names = Object.keys(fields).sort();
    const text = `${connection.webhookUrl}${names.map((name) => name + fields[name]).join('')}`;
    const signature = createHmac('sha1', authToken).update(text).digest('base64');
    const { body } = signedByTwilio(fields);
    expect(passes({ headers: { 'x-twilio-signature': signature }, search: '', body })).toBe(true);
  });

  it('passes with a body that only its URL signs for', () => {
    const body = Buffer.from('{"some":"json"}');
    const search = `?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const { headers } = signedByTwilio({}, { search });
    expect(passes({ headers, search, body })).toBe(true);
    expect(passes({ headers, search, body: Buffer.from('{"some":"JSON"}') })).toBe(false);
  });

  it('passes with the standard port in its URL, and at the URL the channel names', () => {
    const withPort = connection.webhookUrl.replace('tulia.example', 'tulia.example:443');
    expect(passes(signedByTwilio(inboundSms(), { url: withPort }))).toBe(true);
    const own = 'https://chat.shop.example/twilio';
    const elsewhere = twilioConnection({ webhookUrl: own });
    expect(passes(signedByTwilio(inboundSms(), { url: own }), elsewhere)).toBe(true);
    expect(passes(signedByTwilio(inboundSms()), elsewhere)).toBe(false);
  });

  it('is refused when any byte is another, unless it says the same', () => {
    const request = signedByTwilio(inboundSms({ Body: 'a=b & c+d é' }), { search: '?delivery=1' });
    fc.assert(
      fc.property(fc.nat(request.body.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const body = Buffer.from(request.body);
        body[at]! ^= bits;
        // `%2b` is `%2B`: the encoding is not signed, what it says is.
        if (passes({ ...request, body })) expect(parseForm(body)).toEqual(parseForm(request.body));
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused with another URL, header, parameter or token', () => {
    const request = signedByTwilio(inboundSms(), { search: '?delivery=1&a=2' });
    const signature = String(request.headers['x-twilio-signature']);
    const signedWith = (value?: string): ProviderRequest => ({
      ...request,
      headers: { 'x-twilio-signature': value },
    });
    const others: ProviderRequest[] = [
      { ...request, search: '?delivery=2&a=2' },
      { ...request, search: '?a=2&delivery=1' },
      { ...request, search: '' },
      signedWith(undefined),
      signedWith(''),
      signedWith(`${signature}=`),
      signedWith(signature.slice(1)),
      signedWith(signature.toUpperCase()),
      signedWith(Buffer.from(signature, 'base64').toString('hex')),
      { ...request, body: Buffer.from(`${request.body.toString()}&More=1`) },
      { ...request, body: Buffer.from(request.body.toString().replace('NumMedia=0&', '')) },
    ];
    expect(others.map((other) => passes(other))).toEqual(others.map(() => false));
    const stranger = { ...connection, secret: JSON.stringify({ authToken: 'another-token' }) };
    expect(passes(request, stranger)).toBe(false);
  });

  it('whose parameters come in another order is the same request', () => {
    const request = signedByTwilio(inboundSms());
    const reversed = request.body.toString().split('&').reverse().join('&');
    const body = Buffer.from(reversed);
    expect(passes({ ...request, body })).toBe(true);
    expect(parseMessages({ ...request, body })).toEqual(parseMessages(request));
  });
});

describe('a message of Twilio', () => {
  const read = (fields: Record<string, string>): InboundMessage | undefined =>
    parseMessages(signedByTwilio(inboundSms(fields))).messages[0];

  it('names its sender as replies are addressed', () => {
    expect(read({})).toEqual({
      providerMessageId: `SM${'a'.repeat(32)}`,
      from: { id: 'whatsapp:+254700000001', name: 'Amina' },
      text: 'Habari, mko wazi?',
      attachments: [],
    });
  });

  it('brings media along', () => {
    const media = {
      ...{ Body: '', NumMedia: '2', MediaUrl0: 'https://api.twilio.com/m/0' },
      ...{ MediaContentType0: 'image/jpeg', MediaUrl1: 'no url' },
    };
    expect(read(media)).toMatchObject({
      text: '',
      attachments: [{ url: 'https://api.twilio.com/m/0', contentType: 'image/jpeg' }],
    });
  });

  it.each([
    ['a button', { Body: '', ButtonText: 'Yes' }, 'Yes'],
    [
      'a place',
      { Body: '', Latitude: '-1.28', Longitude: '36.8', Label: 'Shop' },
      '[location] Shop, -1.28, 36.8',
    ],
    ['nothing we know', { Body: '' }, '[unsupported message]'],
  ])('says what %s says', (_, fields, text) => {
    expect(read(fields)?.text).toBe(text);
  });

  it('without id or sender is counted, not admitted', () => {
    expect(parseMessages(signedByTwilio({ Body: 'x' }))).toEqual({ messages: [], unreadable: 1 });
  });
});

describe('a status callback of Twilio', () => {
  const deliveryId = '019a0000-0000-7000-8000-000000000001';

  it.each([
    ['accepted', 'queued'],
    ['scheduled', 'queued'],
    ['queued', 'queued'],
    ['sending', 'queued'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ])('%s says %s of the reply its URL names', (MessageStatus, status) => {
    const request = signedByTwilio(
      { MessageSid: 'SM1', MessageStatus },
      { search: `?delivery=${deliveryId}.2.3` },
    );
    expect(parseReports(request)).toEqual([
      { providerMessageId: 'SM1', status, part: { deliveryId, part: 2, parts: 3 } },
    ]);
    expect(parseMessages(request).messages).toEqual([]);
  });

  it('tells why, and that a template would have got through', () => {
    const fields = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '63016' };
    expect(parseReports(signedByTwilio(fields))).toEqual([
      {
        providerMessageId: 'SM1',
        status: 'failed',
        error: 'Twilio error 63016',
        windowClosed: true,
      },
    ]);
  });
});
