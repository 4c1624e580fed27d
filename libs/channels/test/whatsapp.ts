import { createHmac } from 'node:crypto';
import { type ChannelConnection, type ProviderRequest } from '../src/channel-adapter.js';

const whatsAppSecrets = {
  appSecret: 'the-app-secret-of-meta',
  verifyToken: 'a-token-we-made-up',
  accessToken: 'EAAG-access-token',
};

export const phoneNumberId = '106540352242922';

export const whatsAppConnection = (settings: Record<string, unknown> = {}): ChannelConnection => ({
  channelId: '019a0000-0000-7000-8000-000000000005',
  deliveryUrl: null,
  secret: JSON.stringify(whatsAppSecrets),
  settings: { phoneNumberId, ...settings },
  webhookUrl: 'https://tulia.example/v1/webhooks/019a0000-0000-7000-8000-000000000005',
});

/** Signed by hand, as Meta's documentation says. */
const metaSignature = (body: Buffer, secret = whatsAppSecrets.appSecret): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export const signedByMeta = (event: unknown): ProviderRequest => {
  const body = Buffer.from(JSON.stringify(event));
  return { headers: { 'x-hub-signature-256': metaSignature(body) }, search: '', body };
};

interface Value {
  messages?: unknown[];
  statuses?: unknown[];
  contacts?: unknown[];
}

export const changeOf = (value: Value, number = phoneNumberId): object => ({
  field: 'messages',
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550001111', phone_number_id: number },
    ...value,
  },
});

export const eventOf = (...entries: object[][]): object => ({
  object: 'whatsapp_business_account',
  entry: entries.map((changes, index) => ({ id: String(index), changes })),
});

export const textMessage = (id: string, body: string, from = '254700000001'): object => ({
  id,
  from,
  timestamp: '1763900000',
  type: 'text',
  text: { body },
});
