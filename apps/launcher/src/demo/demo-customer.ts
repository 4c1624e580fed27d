import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Webhook } from 'standardwebhooks';
import { type ReadyInfo } from '../ready-file.js';

export const customer = { id: 'demo-customer', name: 'Asha' };

export interface SentMessage {
  messageId: string;
  /** When it was sent, on the clock of `performance`. */
  sentAt: number;
  /** How long the gateway took to accept it. */
  acceptedMs: number;
}

/** Sends one message as the demo customer, signed as her provider would sign it. */
export const sendMessage = async (info: ReadyInfo, text: string): Promise<SentMessage> => {
  const { id: channelId, secret } = info.demo.channels.webhook;
  const messageId = `demo-${randomUUID()}`;
  const now = new Date();
  const body = JSON.stringify({ messageId, from: customer, text, timestamp: now.toISOString() });
  const sentAt = performance.now();
  const response = await fetch(`${info.gatewayUrl}/v1/webhooks/${channelId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(messageId, now, body),
    },
    body,
  });
  if (!response.ok) {
    throw new Error(`the gateway answered ${response.status}: ${await response.text()}`);
  }
  await response.body?.cancel();
  return { messageId, sentAt, acceptedMs: performance.now() - sentAt };
};
