import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '#contracts';
import { type ChannelConnection, type ProviderRequest } from '../channel-adapter.js';
import { equalInConstantTime } from '../constant-time.js';
import { whatsAppCredentialsOf } from './connection.js';

const header = 'x-hub-signature-256';

const unsigned = (detail: string): Problem =>
  new Problem('unsigned', `${header} ${detail}`, { errors: [{ field: header, detail }] });

/**
 * Meta's `X-Hub-Signature-256`: the HMAC-SHA256 of the raw body under the app's secret.
 * @throws Problem `unsigned`
 */
export const verifySignature = (
  { headers, body }: ProviderRequest,
  connection: ChannelConnection,
): void => {
  const signature = headers[header];
  if (typeof signature !== 'string') throw unsigned('is missing');
  const given = /^sha256=([0-9a-f]{64})$/.exec(signature)?.[1];
  if (given === undefined) throw unsigned('must be sha256= and 64 lower-case hexadecimal digits');
  const { appSecret } = whatsAppCredentialsOf(connection);
  const expected = createHmac('sha256', appSecret).update(body).digest();
  if (!timingSafeEqual(Buffer.from(given, 'hex'), expected)) throw unsigned('does not match');
};

/**
 * Meta's check of a new webhook URL.
 * @returns the challenge
 * @throws Problem `forbidden`
 */
export const confirmSubscription = (
  { search }: ProviderRequest,
  connection: ChannelConnection,
): string => {
  const query = new URLSearchParams(search);
  const { verifyToken } = whatsAppCredentialsOf(connection);
  const known = equalInConstantTime(query.get('hub.verify_token') ?? '', verifyToken);
  const challenge = query.get('hub.challenge');
  if (!known || query.get('hub.mode') !== 'subscribe' || challenge === null) {
    throw new Problem('forbidden', 'hub.mode, hub.verify_token or hub.challenge is not right');
  }
  return challenge;
};
