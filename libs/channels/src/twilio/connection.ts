import { z } from 'zod';
import { type ChannelConnection } from '../channel-adapter.js';
import { credentialsOf } from '../json-credentials.js';

const sid = (prefix: string): z.ZodString =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-f]{32}$`), `must be ${prefix} and 32 digits a to f`);

const url = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .transform((given) => given.replace(/\/+$/, ''));

export const twilioSettings = z.strictObject({
  accountSid: sid('AC'),
  /** A number of ours, `whatsapp:` before it for WhatsApp, or a messaging service (`MG…`). */
  from: z.union(
    [z.string().regex(/^(whatsapp:)?\+\d{5,15}$/), sid('MG')],
    'must be +15550001111, whatsapp:+15550001111 or a messaging service’s MG…',
  ),
  /** Where the number's own rate is below the provider's. */
  sendsPerSecond: z.number().min(0.1).max(1000).optional(),
  apiBaseUrl: url.default('https://api.twilio.com'),
  /** The URL entered at Twilio, where it is not the one the channel shows: it is signed. */
  webhookUrl: url.optional(),
  /** A content template, for WhatsApp customers who have not written for 24 hours. */
  template: z
    .strictObject({
      contentSid: sid('HX'),
      /** Whether it has one variable, `1`, which the reply goes into. */
      takesText: z.boolean().default(false),
    })
    .optional(),
});
export type TwilioSettings = z.output<typeof twilioSettings>;

export const twilioCredentials = z.strictObject({
  /** Signs what Twilio sends, and permits sending. */
  authToken: z.string().min(8).max(255),
});

export const settingsOf = ({ settings }: ChannelConnection): TwilioSettings =>
  twilioSettings.parse(settings);

export const authTokenOf = (connection: ChannelConnection): string =>
  credentialsOf(connection, twilioCredentials).authToken;

/** Where Twilio calls, without a query. */
export const publicUrlOf = (connection: ChannelConnection): string =>
  settingsOf(connection).webhookUrl ?? connection.webhookUrl;
