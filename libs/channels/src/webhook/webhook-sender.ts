import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import {
  type OutboundReply,
  type ReplySender,
  type ReplyTarget,
  type SendOptions,
  type SendOutcome,
} from '../channel-adapter.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';
import { post, type PostResult } from '../outbound/post.js';

/**
 * Too many requests, and not now: answers of a receiver that did not take the reply. 502 and 504
 * are a proxy's, which does not know what the receiver behind it has done.
 */
const busy = new Set([429, 503]);

/** Milliseconds, an hour at most; undefined: not given in seconds. */
const retryAfterMs = (header: string | undefined): number | undefined => {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : undefined;
};

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

/** Posts replies to a `webhook` channel's delivery URL, signed by Standard Webhooks. */
@Injectable()
export class WebhookSender implements ReplySender {
  constructor(private readonly guard: OutboundGuard) {}

  async send(
    reply: OutboundReply,
    target: ReplyTarget,
    { signal, mayWrite }: SendOptions,
  ): Promise<SendOutcome> {
    if (target.deliveryUrl === null || target.secret === null) {
      return { outcome: 'refused', error: 'the channel has no delivery URL' };
    }
    const { deliveryId, ...fields } = reply;
    const body = JSON.stringify({ type: 'reply', ...fields });
    const now = new Date();
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Tulia',
      'webhook-id': deliveryId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(target.secret).sign(deliveryId, now, body),
    };
    const { guard } = this;
    const url = new URL(target.deliveryUrl);
    return outcomeOf(await post(url, { guard, headers, body, signal, mayWrite }));
  }
}
