import { type OutboundReply, ReplySenders, type SendOutcome } from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { runInContext } from '#observability';
import { SecretBox, SecretBoxError } from '#persistence';
import { Injectable, Logger } from '@nestjs/common';
import { DeliveryMetrics } from './delivery-metrics.js';
import { type AttemptResult, type ClaimedDelivery, DeliveryStore } from './delivery-store.js';
import { nextAttemptInMs } from './retry-schedule.js';

/** Deliveries a sweep claims at once. */
const batch = 20;

const resultOf = (outcome: SendOutcome, attempts: number): AttemptResult => {
  if (outcome.outcome === 'delivered') return { state: 'delivered' };
  if (outcome.outcome === 'refused') return { state: 'failed', error: outcome.error };
  const retryInMs = nextAttemptInMs(
    attempts,
    outcome.outcome === 'not_sent' ? outcome.retryAfterMs : undefined,
  );
  if (retryInMs === undefined) return { state: 'failed', error: `given up: ${outcome.error}` };
  const state = outcome.outcome === 'not_sent' ? 'pending' : 'ambiguous';
  return { state, error: outcome.error, retryInMs };
};

/** Hands decided replies to their providers. */
@Injectable()
export class Deliverer {
  private readonly logger = new Logger(Deliverer.name);

  constructor(
    private readonly store: DeliveryStore,
    private readonly senders: ReplySenders,
    private readonly secrets: SecretBox,
    private readonly metrics: DeliveryMetrics,
    @InjectEnvironment() private readonly environment: Environment,
  ) {}

  /** Sends what is due: retries, claims that ran out, replies that waited behind another. */
  async deliverDue(conversationId?: string): Promise<void> {
    const claimed = await this.store.claimDue(batch, conversationId);
    await Promise.all(
      claimed.map((delivery) =>
        runInContext(
          {
            fields: { tenantId: delivery.tenantId, conversationId: delivery.conversationId },
          },
          () => this.deliver(delivery),
        ),
      ),
    );
  }

  /** Sends one reply this worker has claimed, and then those that waited behind it. */
  async deliver(delivery: ClaimedDelivery): Promise<void> {
    const outcome = await this.attempt(delivery);
    this.metrics.attempted(outcome);
    const result = resultOf(outcome, delivery.attempts);
    if (result.state !== 'delivered') {
      this.logger.warn({ replyId: delivery.replyId, ...result }, 'delivery did not succeed');
    }
    const { waiting, latencySeconds } = await this.store.record(delivery, result);
    this.metrics.delivered(latencySeconds);
    if (waiting && (result.state === 'delivered' || result.state === 'failed')) {
      await this.deliverDue(delivery.conversationId);
    }
  }

  private async attempt(delivery: ClaimedDelivery): Promise<SendOutcome> {
    const sender = this.senders.forKind(delivery.channelKind);
    if (sender === undefined) {
      return { outcome: 'refused', error: `no sender for ${delivery.channelKind}` };
    }
    const { payload, deliveryId, replyId, conversationId, customerId, to, text, sequence } =
      delivery;
    const reply: OutboundReply = {
      ...{ deliveryId, replyId, conversationId, customerId, to, text, sequence },
      ...payload,
    };
    try {
      const secret =
        delivery.secretSealed === null ? null : this.secrets.open(delivery.secretSealed);
      return await sender.send(
        reply,
        { deliveryUrl: delivery.deliveryUrl, secret },
        AbortSignal.timeout(this.environment.SEND_TIMEOUT_MS),
      );
    } catch (error) {
      if (!(error instanceof SecretBoxError)) throw error;
      return { outcome: 'refused', error: error.message };
    }
  }
}
