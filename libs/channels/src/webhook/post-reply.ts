import { Webhook } from 'standardwebhooks';
import {
  type ChannelConnection,
  type OutboundReply,
  type SendOptions,
  type SendOutcome,
} from '../channel-adapter.js';
import { type OutboundGuard } from '../outbound/outbound-guard.js';
import { post, type PostResult } from '../outbound/post.js';
import { retryAfterMs } from '../outbound/retry-after.js';
import { activeSecrets } from './secrets.js';

/**
 * Too many requests, and not now: answers of a receiver that did not take the reply. 502 and 504
 * are a proxy's, which does not know what the receiver behind it has done.
 */
const busy = new Set([429, 503]);

const outcomeOfStatus = (status: number, retryAfter: string | undefined): SendOutcome => {
  if (status >= 200 && status < 300) return { outcome: 'delivered' };
  const error = `HTTP ${status}`;
  if (busy.has(status)) {
    const wait = retryAfterMs(retryAfter);
    return { outcome: 'not_sent', error, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  }
  // A receiver that fails may have taken the reply all the same.
  return status >= 500 || status === 408
    ? { outcome: 'ambiguous', error }
    : { outcome: 'refused', error };
};

const outcomeOf = (result: PostResult): SendOutcome => {
  switch (result.kind) {
    case 'answered':
      return outcomeOfStatus(result.status, result.headers['retry-after']);
    case 'unanswered':
      return { outcome: result.written ? 'ambiguous' : 'not_sent', error: result.error };
    case 'forbidden':
      return { outcome: 'refused', error: 'private address' };
    case 'withheld':
      return { outcome: 'withheld' };
  }
};

/** By Standard Webhooks, signed with every secret: the receiver needs to know one of them. */
export const postSigned = async (
  guard: OutboundGuard,
  { id, url, secrets, body }: { id: string; url: string; secrets: readonly string[]; body: object },
  { signal, mayWrite }: Pick<SendOptions, 'signal' | 'mayWrite'>,
): Promise<SendOutcome> => {
  const text = JSON.stringify(body);
  const now = new Date();
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, now, text));
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Tulia',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
  return outcomeOf(await post(new URL(url), { guard, headers, body: text, signal, mayWrite }));
};

/** Posts a reply to a `webhook` channel's delivery URL. */
export const postReply = async (
  guard: OutboundGuard,
  { deliveryId, ...fields }: OutboundReply,
  connection: ChannelConnection,
  options: SendOptions,
): Promise<SendOutcome> => {
  const secrets = activeSecrets(connection);
  if (connection.deliveryUrl === null || secrets.length === 0) {
    return { outcome: 'refused', error: 'the channel has no delivery URL' };
  }
  const body = { type: 'reply', ...fields };
  return postSigned(guard, { id: deliveryId, url: connection.deliveryUrl, secrets, body }, options);
};
