import { isUtf8 } from 'node:buffer';
import { Problem } from '#contracts';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

export interface WebhookHeaders {
  'webhook-id'?: string | string[];
  'webhook-timestamp'?: string | string[];
  'webhook-signature'?: string | string[];
}

const single = (headers: WebhookHeaders, name: keyof WebhookHeaders): string => {
  const value = headers[name];
  if (typeof value !== 'string' || value === '') {
    throw new Problem('unsigned', `the header ${name} is missing`, {
      errors: [{ field: name, detail: 'is missing' }],
    });
  }
  return value;
};

const noSecret = new WebhookVerificationError('the channel has no secret');

/** Each secret is tried, so that all the time tells is how many there are. */
const verifyWithEach = (
  secrets: readonly string[],
  text: string,
  headers: Record<string, string>,
): WebhookVerificationError | undefined => {
  const errors = secrets.map((secret) => {
    try {
      new Webhook(secret).verify(text, headers, { jsonParse: false });
      return undefined;
    } catch (error) {
      if (error instanceof WebhookVerificationError) return error;
      throw error;
    }
  });
  return errors.includes(undefined) ? undefined : (errors[0] ?? noSecret);
};

/**
 * Checks a Standard Webhooks signature over the raw body, in constant time (the library's).
 * @param secrets active ones: one of them must have signed
 * @returns the `webhook-id`
 * @throws Problem `unsigned` or `stale` (more than five minutes off)
 */
export const verifyWebhook = (
  secrets: readonly string[],
  rawBody: Buffer,
  headers: WebhookHeaders,
): string => {
  const id = single(headers, 'webhook-id');
  const timestamp = single(headers, 'webhook-timestamp');
  const signature = single(headers, 'webhook-signature');
  // The library signs text: bytes that are no UTF-8 would be verified as something else. And it
  // reads the leading digits of any timestamp.
  if (!isUtf8(rawBody)) throw new Problem('unsigned', 'the body is not UTF-8');
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new Problem('unsigned', 'webhook-timestamp must be seconds since 1970', {
      errors: [{ field: 'webhook-timestamp', detail: 'must be seconds since 1970' }],
    });
  }
  const error = verifyWithEach(secrets, rawBody.toString(), {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
  });
  if (error === undefined) return id;
  if (error.message.startsWith('Message timestamp')) {
    throw new Problem('stale', 'webhook-timestamp is more than five minutes off', {
      errors: [{ field: 'webhook-timestamp', detail: 'is more than five minutes off' }],
    });
  }
  throw new Problem('unsigned', 'no signature matches', {
    errors: [{ field: 'webhook-signature', detail: 'does not match' }],
  });
};
