import { setTimeout as delay } from 'node:timers/promises';
import { signedRequest } from '../support/signed-webhook.ts';
import { type ShopChannel } from './shop.ts';
import { type PlannedDelivery, type PlannedMessage } from './traffic-plan.ts';

export interface TrafficTarget {
  gateways: string[];
  channels: ShopChannel[];
}

/** A message the gateway has acknowledged. */
export interface Acknowledged {
  id: string;
  customer: string;
  /** 1, 2, 3 … as the provider sent them: a customer's messages one after the other. */
  order: number;
}

export interface TrafficReport {
  acknowledged: Acknowledged[];
  /** Requests in all, and how many were answered 2xx. */
  requests: number;
  accepted: number;
  /** Milliseconds of the requests that were answered 2xx. */
  ackMs: number[];
}

/** How long the provider waits for a 2xx, and before it tries again. */
const answerMs = 3000;
const retryMs = 200;
const giveUpMs = 60_000;

/** The provider's side of inbound traffic: sends as planned, and again until it hears a 2xx. */
export class Traffic {
  private readonly target: TrafficTarget;
  private readonly report: TrafficReport = {
    acknowledged: [],
    requests: 0,
    accepted: 0,
    ackMs: [],
  };
  private readonly startedAt = performance.now();
  /** A customer's next message is not sent before the last one was acknowledged. */
  private readonly previous = new Map<string, Promise<void>>();
  private order = 0;

  constructor(target: TrafficTarget) {
    this.target = target;
  }

  /** Resolves when every message was acknowledged. */
  async run(plan: PlannedMessage[]): Promise<TrafficReport> {
    await Promise.all(plan.map((message) => this.send(message)));
    return this.report;
  }

  private async send(message: PlannedMessage): Promise<void> {
    const [first, ...repeated] = message.deliveries;
    if (first === undefined) return;
    const earlier = this.previous.get(message.customer);
    const sent = (async () => {
      await this.until(first.at);
      await earlier;
      const again = repeated.filter(({ at }) => at - first.at < 1);
      const concurrent = again.map((delivery) => this.deliver(message, delivery));
      await this.deliver(message, first);
      this.report.acknowledged.push({
        id: message.id,
        customer: message.customer,
        order: ++this.order,
      });
      await Promise.all(concurrent);
    })();
    this.previous.set(message.customer, sent);
    await sent;
    const later = repeated.filter(({ at }) => at - first.at >= 1);
    await Promise.all(
      later.map(async (delivery) => {
        await this.until(delivery.at);
        await this.deliver(message, delivery);
      }),
    );
  }

  private async until(at: number): Promise<void> {
    await delay(Math.max(0, at - (performance.now() - this.startedAt)));
  }

  private async deliver(message: PlannedMessage, { gateway }: PlannedDelivery): Promise<void> {
    const end = performance.now() + giveUpMs;
    for (let attempt = gateway; performance.now() < end; attempt++) {
      if (await this.post(message, attempt)) return;
      await delay(retryMs);
    }
    throw new Error(`${message.id} was not acknowledged within ${giveUpMs} ms`);
  }

  private async post(message: PlannedMessage, attempt: number): Promise<boolean> {
    const { gateways } = this.target;
    const channel = this.channelOf(message.customer);
    const url = `${gateways[attempt % gateways.length] ?? ''}/v1/webhooks/${channel.id}`;
    const { id: messageId, customer, text } = message;
    const inbound = { messageId, from: { id: customer }, text };
    const request = signedRequest(channel.secret, inbound, { id: messageId });
    const startedAt = performance.now();
    this.report.requests++;
    try {
      const response = await fetch(url, { ...request, signal: AbortSignal.timeout(answerMs) });
      await response.text();
      if (!response.ok) return false;
    } catch {
      return false;
    }
    this.report.accepted++;
    this.report.ackMs.push(performance.now() - startedAt);
    return true;
  }

  /** Every customer writes on one channel. */
  private channelOf(customer: string): ShopChannel {
    const { channels } = this.target;
    const channel = channels[Number(customer.split('-')[1]) % channels.length];
    if (channel === undefined) throw new Error('There is no channel');
    return channel;
  }
}
