import { isUtf8 } from 'node:buffer';
import { Problem } from '#contracts';
import webhooks from 'twilio/lib/webhooks/webhooks.js';
import { type ChannelConnection, type ProviderRequest } from '../channel-adapter.js';
import { authTokenOf, publicUrlOf } from './connection.js';
import { parseForm } from './form.js';

const header = 'x-twilio-signature';

const unsigned = (detail: string): Problem =>
  new Problem('unsigned', `${header} ${detail}`, { errors: [{ field: header, detail }] });

const isSigned = (authToken: string, signature: string, url: string, body: Buffer): boolean => {
  if (/[?&]bodySHA256=/.test(url)) {
    return (
      isUtf8(body) && webhooks.validateRequestWithBody(authToken, signature, url, body.toString())
    );
  }
  const form = parseForm(body);
  return (
    form !== undefined &&
    webhooks.validateRequest(authToken, signature, url, Object.fromEntries(form))
  );
};

/**
 * `X-Twilio-Signature`, by Twilio's own library, in constant time: over the public URL with its query
 * and every parameter. What the request says of its host is not looked at.
 * @throws Problem `unsigned`
 */
export const verifySignature = (
  { headers, search, body }: ProviderRequest,
  connection: ChannelConnection,
): void => {
  const signature = headers[header];
  if (typeof signature !== 'string' || signature === '') throw unsigned('is missing');
  const url = `${publicUrlOf(connection)}${search}`;
  if (!isSigned(authTokenOf(connection), signature, url, body)) throw unsigned('does not match');
};
