import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '#contracts';
import { z } from 'zod';
import { chatSessionId } from './parse-chat-message.js';

/** One chat of one browser. */
export interface ChatSessionGrant {
  channelId: string;
  sessionId: string;
  expiresAt: Date;
}

const claims = z.strictObject({
  channelId: z.string(),
  sessionId: chatSessionId,
  expiresAt: z.number(),
});

const signatureOf = (key: string, payload: string): Buffer =>
  createHmac('sha256', key).update(`tulia-chat-session.${payload}`).digest();

/** @returns `<claims>.<HMAC-SHA256>`, both base64url */
export const issueSessionToken = (
  key: string,
  { channelId, sessionId, expiresAt }: ChatSessionGrant,
): string => {
  const content = JSON.stringify({ channelId, sessionId, expiresAt: expiresAt.getTime() });
  const payload = Buffer.from(content).toString('base64url');
  return `${payload}.${signatureOf(key, payload).toString('base64url')}`;
};

/**
 * In constant time.
 * @throws Problem `unsigned`, or `stale` for one that has expired
 */
export const openSessionToken = (
  key: string,
  token: string,
  now = Date.now(),
): ChatSessionGrant => {
  const [, payload = '', signature = ''] = /^([\w-]+)\.([\w-]{43})$/.exec(token) ?? [];
  const given = Buffer.from(signature, 'base64url');
  // The last character of base64 has bits to spare: one spelling of a signature is enough.
  const isCanonical = given.toString('base64url') === signature;
  const expected = signatureOf(key, payload);
  if (given.length !== expected.length || !timingSafeEqual(given, expected) || !isCanonical) {
    throw new Problem('unsigned', 'the session token is missing or wrong');
  }
  const { expiresAt, ...session } = claims.parse(
    JSON.parse(Buffer.from(payload, 'base64url').toString()),
  );
  if (expiresAt <= now) throw new Problem('stale', 'the session token has expired');
  return { ...session, expiresAt: new Date(expiresAt) };
};
