import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type ChannelConnection } from '../channel-adapter.js';

const origin = z
  .url({ protocol: /^https?$/ })
  .max(255)
  .refine(
    (url) => URL.canParse(url) && new URL(url).origin === url,
    'must be an origin, like https://shop.example',
  );

export const webChatSettings = z.strictObject({
  /** Pages that may open the chat; none named: every page may. */
  allowedOrigins: z.array(origin).max(50).default([]),
  /** Whether a session is the gateway's to open; otherwise who knows a session's id is in it. */
  signedSessions: z.boolean().default(false),
  /** How long a session's token holds; it is renewed by the token itself. */
  sessionTtlSeconds: z.int().min(300).max(2_592_000).default(86_400),
});

export const settingsOf = ({ settings }: ChannelConnection): z.output<typeof webChatSettings> =>
  webChatSettings.parse(settings);

/** What a channel signs its sessions with. */
export const newSessionKey = (): string => randomBytes(32).toString('base64url');
