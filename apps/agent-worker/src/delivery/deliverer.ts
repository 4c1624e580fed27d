import {
  type ChannelAdapter,
  ChannelAdapters,
  type ChannelConnection,
  type OutboundReply,
  type SendOutcome,
  webhookUrlOf,
} from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { inSpan } from '#observability';
import { asTenant, SecretBox, SecretBoxError } from '#persistence';
import { Injectable, Logger } from '@nestjs/common';
import { resultOf } from './attempt-result.js';
import { type TakenDelivery } from './claim-deliveries.js';
import { type ClaimedDelivery } from './claimed-delivery.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { DeliveryStore } from './delivery-store.js';
import { SendPacing } from './pacing/send-pacing.js';

/** Deliveries a sweep claims at once. */
const batch = 20;

/** Hands decided replies to their providers. */
@Injectable()
export class Deliverer {
  private readonly logger = new Logger(Deliverer.name);

  constructor(
    private readonly store: DeliveryStore,
    private readonly adapters: ChannelAdapters,
    private readonly secrets: SecretBox,
    private readonly pacing: SendPacing,
    private readonly metrics: DeliveryMetrics,
    @InjectEnvironment() private readonly environment: Environment,
  ) {}

  /** Sends what is due: retries, claims that ran out, replies that waited behind another. */
  async deliverDue(conversation?: { tenantId: string; conversationId: string }): Promise<void> {
    const taken = await this.store.takeDue(batch, conversation);
    await Promise.all(
      taken.map((delivery) =>
        inSpan('take up', { fields: fieldsOf(delivery) }, () =>
          // Taken of all tenants; sent as the one it is of.
          asTenant(delivery.tenantId, () => this.takeUp(delivery)),
        ),
      ),
    );
  }

  /** Sends one reply this worker has claimed, and then those that waited behind it. */
  deliver(delivery: ClaimedDelivery): Promise<void> {
    const attributes = { 'tulia.channelKind': delivery.channelKind };
    return inSpan('deliver', { attributes, fields: fieldsOf(delivery) }, () => this.send(delivery));
  }

  private async send(delivery: ClaimedDelivery): Promise<void> {
    const { replyId } = delivery;
    const adapter = this.adapters.forKind(delivery.channelKind);
    const waitMs = adapter === undefined ? 0 : await this.pacing.reserve(delivery, adapter.limits);
    if (waitMs > 0) {
      await this.store.postpone(delivery, waitMs);
      return;
    }
    const ended = await inSpan('send', { kind: 'client' }, () => this.attempt(delivery, adapter));
    if (ended.outcome === 'withheld') {
      this.logger.warn({ replyId }, 'not sent: the claim was about to run out');
      return;
    }
    const settledByCallback = adapter?.capabilities.statusCallbacks ?? false;
    const result = resultOf(ended, { ...delivery, settledByCallback }, this.environment);
    if (result.state !== 'delivered') {
      this.logger.warn({ replyId, ...result }, 'delivery did not succeed');
    }
    const { recorded, waiting, latencySeconds } = await this.store.record(
      delivery,
      result,
      ended.accepted,
    );
    // Else whoever found the claim run out has counted it.
    if (recorded && ended.outcome === 'ambiguous') this.metrics.ambiguous();
    this.metrics.delivered(latencySeconds);
    if (waiting && (result.state === 'delivered' || result.state === 'failed')) {
      await this.deliverDue(delivery);
    }
  }

  private async takeUp(delivery: TakenDelivery): Promise<void> {
    const { replyId, guarantee, silentWorker, state } = delivery;
    if (silentWorker !== null) {
      this.metrics.ambiguous();
      this.logger.warn({ replyId, guarantee, silentWorker }, 'a sender did not report back');
    }
    if (state === 'sending') await this.deliver(delivery);
    // What waited behind a reply that is settled now need not wait for the next sweep.
    if (state === 'unconfirmed') await this.deliverDue(delivery);
  }

  private async attempt(
    delivery: ClaimedDelivery,
    adapter: ChannelAdapter | undefined,
  ): Promise<SendOutcome> {
    if (adapter === undefined) {
      return { outcome: 'refused', error: `no adapter for ${delivery.channelKind}` };
    }
    const { SEND_CLAIM_MS, SEND_TIMEOUT_MS } = this.environment;
    // The provider's time to answer is the margin: what is written is reported within the claim.
    const writeBefore = delivery.claimAskedAt + SEND_CLAIM_MS - SEND_TIMEOUT_MS;
    try {
      const { acceptedParts, useTemplate } = delivery;
      return await adapter.send(replyOf(delivery), this.connectionOf(delivery), {
        signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        mayWrite: () => performance.now() < writeBefore,
        progress: { acceptedParts, useTemplate },
      });
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      return { outcome: 'refused', error: error.message };
    }
  }

  /** @throws SecretBoxError */
  private connectionOf(delivery: ClaimedDelivery): ChannelConnection {
    const { channelId, channelSettings: settings, deliveryUrl, secretSealed } = delivery;
    const secret = secretSealed === null ? null : this.secrets.open(secretSealed);
    const webhookUrl = webhookUrlOf(this.environment.PUBLIC_URL, channelId);
    return { channelId, settings, deliveryUrl, secret, webhookUrl };
  }
}

const fieldsOf = ({ tenantId, conversationId }: ClaimedDelivery): Record<string, string> => ({
  ...{ tenantId, conversationId },
});

const replyOf = (delivery: ClaimedDelivery): OutboundReply => {
  const { payload, deliveryId, replyId, conversationId, customerId, to, text, sequence } = delivery;
  return { deliveryId, replyId, conversationId, customerId, to, text, sequence, ...payload };
};
