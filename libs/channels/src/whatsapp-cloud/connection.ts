import { z } from 'zod';
import { type ChannelConnection } from '../channel-adapter.js';
import { credentialsOf } from '../json-credentials.js';

const apiUrl = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .transform((url) => url.replace(/\/+$/, ''));

export const whatsAppSettings = z.strictObject({
  /** The business's number as Meta names it; events of other numbers of the app are passed over. */
  phoneNumberId: z.string().regex(/^\d{1,32}$/, 'must be digits'),
  /** Where the number's own rate is below the provider's. */
  sendsPerSecond: z.number().min(0.1).max(1000).optional(),
  apiVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/, 'must be like v23.0')
    .default('v23.0'),
  apiBaseUrl: apiUrl.default('https://graph.facebook.com'),
  /** What still gets through when the customer has not written for 24 hours. */
  template: z
    .strictObject({
      name: z.string().regex(/^[a-z0-9_]{1,512}$/, 'must be lower-case letters, digits and _'),
      language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must be like en or en_US'),
      /** Whether its body has one variable, which the reply goes into. */
      takesText: z.boolean().default(false),
    })
    .optional(),
});
export type WhatsAppSettings = z.output<typeof whatsAppSettings>;

const token = z.string().min(8).max(1024);

export const whatsAppCredentials = z.strictObject({
  /** Signs what Meta sends. */
  appSecret: token,
  /** Made up by the tenant, and entered at Meta with the webhook URL. */
  verifyToken: token,
  /** Permits sending. */
  accessToken: token,
});

export const settingsOf = ({ settings }: ChannelConnection): WhatsAppSettings =>
  whatsAppSettings.parse(settings);

export const whatsAppCredentialsOf = (
  connection: ChannelConnection,
): z.output<typeof whatsAppCredentials> => credentialsOf(connection, whatsAppCredentials);
