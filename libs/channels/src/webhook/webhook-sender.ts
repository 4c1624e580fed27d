import { Injectable } from '@nestjs/common';
import axios, { type AxiosError, type AxiosResponse, isAxiosError } from 'axios';
import { Webhook } from 'standardwebhooks';
import {
  type OutboundReply,
  type ReplySender,
  type ReplyTarget,
  type SendOutcome,
} from '../channel-adapter.js';
import { OutboundGuard } from '../outbound/outbound-guard.js';

/** No connection was made, so nothing can have been taken. */
const notConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);
const busy = new Set([429, 502, 503, 504]);

const retryAfterMs = (response: AxiosResponse): number | undefined => {
  const header: unknown = response.headers['retry-after'];
  const seconds = typeof header === 'string' ? Number(header) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : undefined;
};

const outcomeOf = (response: AxiosResponse): SendOutcome => {
  if (response.status >= 200 && response.status < 300) return { outcome: 'delivered' };
  const error = `HTTP ${response.status}`;
  // A receiver that fails may have taken the reply all the same; one that is busy has not.
  if (busy.has(response.status)) {
    const wait = retryAfterMs(response);
    return { outcome: 'not_sent', error, ...(wait === undefined ? {} : { retryAfterMs: wait }) };
  }
  return response.status >= 500 || response.status === 408
    ? { outcome: 'ambiguous', error }
    : { outcome: 'refused', error };
};

const outcomeOfError = (error: AxiosError): SendOutcome => {
  const message = error.code ?? error.message;
  if (/is not allowed/.test(error.message)) return { outcome: 'refused', error: 'private address' };
  return { outcome: notConnected.has(message) ? 'not_sent' : 'ambiguous', error: message };
};

/** Posts replies to a `webhook` channel's delivery URL, signed by Standard Webhooks. */
@Injectable()
export class WebhookSender implements ReplySender {
  constructor(private readonly guard: OutboundGuard) {}

  async send(reply: OutboundReply, target: ReplyTarget, signal: AbortSignal): Promise<SendOutcome> {
    if (target.deliveryUrl === null || target.secret === null) {
      return { outcome: 'refused', error: 'the channel has no delivery URL' };
    }
    const { deliveryId, ...fields } = reply;
    const body = JSON.stringify({ type: 'reply', ...fields });
    const now = new Date();
    try {
      const response = await axios.post(target.deliveryUrl, body, {
        ...this.guard.agents(new URL(target.deliveryUrl)),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Tulia',
          'webhook-id': deliveryId,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': new Webhook(target.secret).sign(deliveryId, now, body),
        },
        signal,
        // A redirect would leave the guarded host, a proxy would hide it.
        maxRedirects: 0,
        proxy: false,
        maxContentLength: 64 * 1024,
        validateStatus: () => true,
      });
      return outcomeOf(response);
    } catch (error) {
      if (isAxiosError(error)) return outcomeOfError(error);
      throw error;
    }
  }
}
