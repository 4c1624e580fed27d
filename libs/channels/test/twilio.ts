import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { type ChannelConnection, type ProviderRequest } from '../src/channel-adapter.js';

export const authToken = '5d41402abc4b2a76b9719d911017c592';
export const accountSid = `AC${'0'.repeat(31)}1`;

export const twilioConnection = (settings: Record<string, unknown> = {}): ChannelConnection => ({
  channelId: '019a0000-0000-7000-8000-000000000006',
  deliveryUrl: null,
  secret: JSON.stringify({ authToken }),
  settings: { accountSid, from: 'whatsapp:+14155238886', ...settings },
  webhookUrl: 'https://tulia.example/v1/webhooks/019a0000-0000-7000-8000-000000000006',
});

/** Signed by Twilio's own library. */
export const signedByTwilio = (
  fields: Record<string, string | string[]>,
  { search = '', url = twilioConnection().webhookUrl } = {},
): ProviderRequest => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) form.append(name, one);
  }
  const signature = webhooks.getExpectedTwilioSignature(authToken, `${url}${search}`, fields);
  return {
    headers: { 'x-twilio-signature': signature },
    search,
    body: Buffer.from(form.toString()),
  };
};

export const inboundSms = (fields: Record<string, string> = {}): Record<string, string> => ({
  MessageSid: `SM${'a'.repeat(32)}`,
  AccountSid: accountSid,
  From: 'whatsapp:+254700000001',
  To: 'whatsapp:+14155238886',
  Body: 'Habari, mko wazi?',
  NumMedia: '0',
  ProfileName: 'Amina',
  ...fields,
});
