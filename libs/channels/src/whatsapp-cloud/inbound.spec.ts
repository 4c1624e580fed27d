import { describe, expect, it } from '@jest/globals';
import { Problem } from '#contracts';
import {
  changeOf,
  eventOf,
  phoneNumberId,
  signedByMeta,
  textMessage,
  whatsAppConnection,
} from '../../test/whatsapp.js';
import { type InboundBatch, type InboundMessage } from '../channel-adapter.js';
import { parseMessages } from './parse-messages.js';
import { parseReports } from './parse-statuses.js';
import { confirmSubscription } from './verify-request.js';

const connection = whatsAppConnection();
const parse = (event: unknown): InboundBatch => parseMessages(signedByMeta(event), connection);

const only = (message: object, contacts: object[] = []): InboundMessage | undefined =>
  parse(eventOf([changeOf({ messages: [message], contacts })])).messages[0];

describe('a check of the webhook URL', () => {
  const confirm = (query: Record<string, string>): string =>
    confirmSubscription(
      {
        headers: {},
        search: `?${new URLSearchParams(query).toString()}`,
        body: Buffer.alloc(0),
      },
      connection,
    );
  const right = {
    'hub.mode': 'subscribe',
    'hub.verify_token': 'a-token-we-made-up',
    'hub.challenge': '1158201444',
  };

  it('is answered with its challenge', () => {
    expect(confirm(right)).toBe('1158201444');
  });

  it.each([
    ['another token', { ...right, 'hub.verify_token': 'a-token-we-made-uq' }],
    ['a token that is longer', { ...right, 'hub.verify_token': 'a-token-we-made-up!' }],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...right, 'hub.mode': 'unsubscribe' }],
    ['no challenge', { 'hub.mode': 'subscribe', 'hub.verify_token': 'a-token-we-made-up' }],
  ])('is refused with %s', (_, query) => {
    expect(() => confirm(query)).toThrow(Problem);
  });
});

describe('an event', () => {
  it('holds every message of every change of every entry, in order', () => {
    const event = eventOf(
      [
        changeOf({ messages: [textMessage('a', 'one'), textMessage('b', 'two')] }),
        changeOf({ messages: [textMessage('c', 'three')] }),
      ],
      [changeOf({ messages: [textMessage('d', 'four')] })],
    );
    expect(parse(event).messages.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('passes over other numbers and other fields', () => {
    const event = eventOf([
      changeOf({ messages: [textMessage('a', 'for another number')] }, '999'),
      { field: 'message_template_status_update', value: { event: 'APPROVED' } },
      changeOf({ messages: [textMessage('b', 'for us')] }),
    ]);
    expect(parse(event)).toMatchObject({ messages: [{ text: 'for us' }], unreadable: 0 });
  });

  it('loses no message because of one beside it that nobody can read', () => {
    const event = eventOf([
      changeOf({ messages: [null, { type: 'text' }, textMessage('b', 'still here'), 7] }),
    ]);
    expect(parse(event)).toMatchObject({ messages: [{ text: 'still here' }], unreadable: 3 });
  });

  it.each([[[]], ['text'], [{ object: 'page', entry: [] }], [{ entry: [] }], [null]])(
    'is refused as malformed: %j',
    (event) => {
      expect(() => parse(event)).toThrow(Problem);
    },
  );
});

describe('a message', () => {
  it('names its sender, and when it was written', () => {
    const contact = { profile: { name: 'Amina' }, wa_id: '254700000001' };
    expect(only(textMessage('wamid.1', 'Habari'), [contact])).toEqual({
      providerMessageId: 'wamid.1',
      from: { id: '254700000001', name: 'Amina' },
      text: 'Habari',
      attachments: [],
      sentAt: new Date(1_763_900_000_000),
    });
  });

  it('may come from a user who shows no number', () => {
    const { from: _, ...message } = textMessage('wamid.1', 'Hi') as Record<string, unknown>;
    const user = { ...message, from_user_id: 'US.13491208655302741918' };
    const contact = { profile: { name: 'Amina' }, user_id: 'US.13491208655302741918' };
    expect(only(user, [contact])?.from).toEqual({ id: 'US.13491208655302741918', name: 'Amina' });
  });

  const media = `https://graph.facebook.com/v23.0/4711`;
  it.each<[string, unknown, string, string[]]>([
    ['image', { id: '4711', mime_type: 'image/jpeg', caption: 'This one' }, 'This one', [media]],
    ['audio', { id: '4711', mime_type: 'audio/ogg', voice: true }, '', [media]],
    ['video', { id: '4711' }, '', [media]],
    ['document', { id: '4711', filename: 'order.pdf' }, 'order.pdf', [media]],
    ['sticker', { id: '4711', animated: false }, '', [media]],
    [
      'location',
      { latitude: -1.28, longitude: 36.8, name: 'Shop', address: 'Moi Avenue' },
      '[location] Shop, Moi Avenue, -1.28, 36.8',
      [],
    ],
    [
      'contacts',
      [{ name: { formatted_name: 'Juma' }, phones: [{ phone: '+254 711' }] }],
      '[contact] Juma +254 711',
      [],
    ],
    ['button', { text: 'Yes, please', payload: 'yes' }, 'Yes, please', []],
    ['interactive', { type: 'button_reply', button_reply: { id: '1', title: 'Red' } }, 'Red', []],
    ['interactive', { type: 'list_reply', list_reply: { id: '1', title: 'Blue' } }, 'Blue', []],
    ['reaction', { message_id: 'wamid.0', emoji: '👍' }, '[reaction] 👍', []],
    ['reaction', { message_id: 'wamid.0' }, '[reaction removed]', []],
    [
      'system',
      { body: 'Amina changed her number', type: 'x' },
      '[system] Amina changed her number',
      [],
    ],
    ['unsupported', undefined, '[unsupported message]', []],
    ['hologram', { depth: 3 }, '[unsupported message]', []],
    ['text', { corpus: 'of another form' }, '[unsupported message]', []],
  ])('of type %s is admitted: %j', (type, object, text, attachments) => {
    const message = { id: 'wamid.1', from: '254700000001', type, [type]: object };
    const read = only(message);
    expect(read?.text).toBe(text);
    expect(read?.attachments.map(({ url }) => url)).toEqual(attachments);
  });

  it('is made fit to be stored', () => {
    expect(only(textMessage('a', `nul \u0000 half \ud83d`))?.text).toBe('nul  half \ufffd');
  });
});

describe('a status', () => {
  const statusOf = (status: object): unknown =>
    parseReports(
      signedByMeta(eventOf([changeOf({ statuses: [{ id: 'wamid.9', ...status }] })])),
      connection,
    )[0];
  const deliveryId = '019a0000-0000-7000-8000-000000000001';

  it.each(['sent', 'delivered', 'read', 'failed'])('%s is told, with the outbox id', (status) => {
    const fields = { status, timestamp: '1763900001', biz_opaque_callback_data: deliveryId };
    expect(statusOf(fields)).toEqual({
      providerMessageId: 'wamid.9',
      status,
      at: new Date(1_763_900_001_000),
      part: { deliveryId, part: 1, parts: 1 },
    });
  });

  it('tells why a message failed, and that a template would not have', () => {
    const errors = [
      { code: 131_047, title: 'Re-engagement message', error_data: { details: 'over 24 hours' } },
    ];
    expect(statusOf({ status: 'failed', errors })).toMatchObject({
      error: 'WhatsApp error 131047: Re-engagement message: over 24 hours',
      windowClosed: true,
    });
  });

  it('of another part, or of nothing of ours, says so', () => {
    const third = `${deliveryId}.3.4`;
    expect(statusOf({ status: 'sent', biz_opaque_callback_data: third })).toMatchObject({
      part: { deliveryId, part: 3, parts: 4 },
    });
    for (const other of ['campaign-7', `${deliveryId}.4.3`, `${deliveryId}.0.1`]) {
      expect(statusOf({ status: 'sent', biz_opaque_callback_data: other })).not.toHaveProperty(
        'part',
      );
    }
  });

  it('that is not known is passed over', () => {
    expect(statusOf({ status: 'pondered' })).toBeUndefined();
  });

  it(`of another number than ${phoneNumberId} is passed over`, () => {
    const event = eventOf([changeOf({ statuses: [{ id: 'x', status: 'sent' }] }, '1')]);
    expect(parseReports(signedByMeta(event), connection)).toEqual([]);
  });
});
