import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { type AdapterCase } from './adapter-case.js';
import { inboundSms, signedByTwilio, twilioConnection } from './twilio.js';
import { changeOf, eventOf, signedBody, textMessage, whatsAppConnection } from './whatsapp.js';
import { type Form, parseForm } from '../src/twilio/form.js';
import { TwilioAdapter } from '../src/twilio/twilio.adapter.js';
import { newSessionKey } from '../src/web-chat/connection.js';
import { issueSessionToken } from '../src/web-chat/session-token.js';
import { WebChatAdapter } from '../src/web-chat/web-chat.adapter.js';
import { WebhookAdapter } from '../src/webhook/webhook.adapter.js';
import { WhatsAppCloudAdapter } from '../src/whatsapp-cloud/whatsapp-cloud.adapter.js';
import { LineAdapter } from './line/line.adapter.js';

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

const field = (body: Buffer | string, name: string): unknown => {
  try {
    return (JSON.parse(body.toString()) as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
};

const otherCredentials =
  (credentials: object) =>
  <Connection extends { secret: string | null }>(connection: Connection): Connection => ({
    ...connection,
    secret: JSON.stringify({
      ...(JSON.parse(connection.secret ?? '{}') as object),
      ...credentials,
    }),
  });

const nowhere = {
  channelId: '019a0000-0000-7000-8000-000000000007',
  deliveryUrl: null,
  webhookUrl: 'https://tulia.example/v1/webhooks/019a0000-0000-7000-8000-000000000007',
  settings: {},
};

const secretOf = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;

const webhook: AdapterCase = {
  create: (guard) => new WebhookAdapter(guard),
  connection: (deliveryUrl) => ({ ...nowhere, deliveryUrl, secret: secretOf(7) }),
  strange: (connection) => ({ ...connection, secret: secretOf(8) }),
  bodyOf: (text) => json({ messageId: 'm1', from: { id: 'c1' }, text }),
  // By the library of the specification, with the older of two active secrets.
  sign: (body, connection) => ({
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
      'webhook-signature': new Webhook(connection.secret?.split(' ').at(-1) ?? '').sign(
        'msg_1',
        new Date(),
        body,
      ),
    },
    search: '',
    body,
  }),
  messageOf: (text) => ({ providerMessageId: 'm1', from: { id: 'c1' }, text }),
  signedHeaders: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  api: { accepts: { status: 204 }, textOf: ({ body }) => String(field(body, 'text')) },
};

const sessionId = '019a0000-0000-7000-8000-000000000009';

const webChat: AdapterCase = {
  create: () => new WebChatAdapter(),
  connection: () => ({ ...nowhere, secret: newSessionKey(), settings: { signedSessions: true } }),
  strange: (connection) => ({ ...connection, secret: newSessionKey() }),
  bodyOf: (text) => json({ sessionId, messageId: 'm1', text }),
  sign: (body, { secret, channelId }) => {
    const expiresAt = new Date(Date.now() + 60_000);
    const token = issueSessionToken(secret ?? '', { channelId, sessionId, expiresAt });
    return { headers: { authorization: `Bearer ${token}` }, search: '', body };
  },
  messageOf: (text) => ({ providerMessageId: `${sessionId}/m1`, from: { id: sessionId }, text }),
  signedHeaders: ['authorization'],
  // A token is for a session, whatever is said in it.
  saysTheSame: (body, other) => field(body, 'sessionId') === field(other, 'sessionId'),
};

const whatsAppCloud: AdapterCase = {
  create: (guard) => new WhatsAppCloudAdapter(guard),
  connection: (apiBaseUrl) => whatsAppConnection({ apiBaseUrl }),
  strange: otherCredentials({ appSecret: 'the-secret-of-another-app' }),
  bodyOf: (text) => json(eventOf([changeOf({ messages: [textMessage('wamid.1', text)] })])),
  otherBodies: [
    ...[
      { type: 'image', image: { id: '1', mime_type: 'image/jpeg', caption: 'This one?' } },
      { type: 'location', location: { latitude: -1.2, longitude: 36.8, name: 'Here' } },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'A' }, phones: [{ phone: '1' }] }] },
      {
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { title: 'Yes' } },
      },
      { type: 'reaction', reaction: { message_id: 'wamid.0', emoji: '👍' } },
    ].map((content) =>
      json(eventOf([changeOf({ messages: [{ id: 'wamid.1', from: '2547', ...content }] })])),
    ),
    json(
      eventOf([
        changeOf({
          statuses: [
            {
              id: 'wamid.2',
              status: 'failed',
              timestamp: '1763900001',
              biz_opaque_callback_data: '019a0000-0000-7000-8000-000000000001.1.2',
              errors: [{ code: 131_047, title: 'late', error_data: { details: 'a day' } }],
            },
          ],
        }),
      ]),
    ),
  ],
  sign: (body) => signedBody(body),
  messageOf: (text) => ({ providerMessageId: 'wamid.1', text }),
  signedHeaders: ['x-hub-signature-256'],
  api: {
    accepts: { status: 200, json: { messages: [{ id: 'wamid.2' }] } },
    textOf: ({ body }) => (field(body, 'text') as { body: string }).body,
  },
};

const fieldsOf = (body: Buffer): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(body.toString()));

/** Undefined is no form, which says nothing. */
const sorted = (form: Form | undefined): string | undefined =>
  form && JSON.stringify([...form].sort());

const twilio: AdapterCase = {
  create: (guard) => new TwilioAdapter(guard),
  connection: (apiBaseUrl) => twilioConnection({ apiBaseUrl }),
  strange: otherCredentials({ authToken: 'of-another-account' }),
  bodyOf: (text) => Buffer.from(new URLSearchParams(inboundSms({ Body: text })).toString()),
  otherBodies: [
    { NumMedia: '1', MediaUrl0: 'https://api.twilio.com/1', MediaContentType0: 'image/jpeg' },
    { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '63016' },
  ].map((fields) => Buffer.from(new URLSearchParams(fields as never).toString())),
  sign: (body) => ({ ...signedByTwilio(fieldsOf(body)), body }),
  messageOf: (text) => ({ from: { id: 'whatsapp:+254700000001', name: 'Amina' }, text }),
  signedHeaders: ['x-twilio-signature'],
  // `%2b` is `%2B`, and one order of parameters is as good as another.
  saysTheSame: (body, other) => sorted(parseForm(body)) === sorted(parseForm(other)),
  api: {
    accepts: { status: 201, json: { sid: 'SM1', status: 'queued' } },
    textOf: ({ body }) => new URLSearchParams(body).get('Body') ?? '',
  },
};

const line: AdapterCase = {
  create: (guard) => new LineAdapter(guard),
  connection: (apiBaseUrl) => ({
    ...nowhere,
    secret: JSON.stringify({ channelSecret: 'the-channel-secret', accessToken: 'the-token' }),
    settings: { apiBaseUrl },
  }),
  strange: otherCredentials({ channelSecret: 'another-secret' }),
  bodyOf: (text) =>
    json({
      destination: 'U1',
      events: [
        { type: 'message', source: { userId: 'U2' }, message: { type: 'text', id: '1', text } },
      ],
    }),
  sign: (body) => ({
    headers: {
      'x-line-signature': createHmac('sha256', 'the-channel-secret').update(body).digest('base64'),
    },
    search: '',
    body,
  }),
  messageOf: (text) => ({ providerMessageId: '1', from: { id: 'U2' }, text }),
  signedHeaders: ['x-line-signature'],
  api: {
    accepts: { status: 200, json: {} },
    textOf: ({ body }) => (field(body, 'messages') as [{ text: string }])[0].text,
  },
};

/** The four installed kinds, and the one the walk-through adds. */
export const adapterCases: Readonly<Record<string, AdapterCase>> = {
  webhook,
  web_chat: webChat,
  whatsapp_cloud: whatsAppCloud,
  twilio,
  line,
};
