import { type ChannelAdapter } from '#channels';
import { type Environment, InjectEnvironment } from '#config';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { type ClaimedDelivery } from '../claimed-delivery.js';
import { LocalPaceKeeper } from './local-pace-keeper.js';
import { type Pace } from './pace.js';
import { RedisPaceKeeper } from './redis-pace-keeper.js';

/** A reply is not to wait for a pace longer than it would take to keep none. */
const answerWithinMs = 200;

type Paced = Pick<ClaimedDelivery, 'channelId' | 'channelSettings' | 'customerId' | 'text'>;

/** The channel's own rate, where its tenant set one (a number of Twilio's sends one in a second). */
const ownRate = (settings: object): number | undefined => {
  const { sendsPerSecond } = settings as { sendsPerSecond?: unknown };
  return typeof sendsPerSecond === 'number' ? sendsPerSecond : undefined;
};

/** What a delivery is paced by; nothing where the provider sets no limits. */
const pacesOf = (
  { channelId, channelSettings, customerId }: Omit<Paced, 'text'>,
  limits: ChannelAdapter['limits'],
): Pace[] => {
  const rate = ownRate(channelSettings) ?? limits.sendsPerSecond;
  const { customerIntervalMs, burstPerCustomer } = limits;
  const ofChannel = { key: `{${channelId}}`, intervalMs: 1000 / rate, burst: Math.ceil(rate) };
  const ofCustomer = {
    key: `{${channelId}}:${customerId}`,
    intervalMs: customerIntervalMs,
    burst: burstPerCustomer,
  };
  return [
    ...(Number.isFinite(rate) ? [ofChannel] : []),
    ...(customerIntervalMs > 0 ? [ofCustomer] : []),
  ];
};

/**
 * Keeps channels within what their providers take, over all workers by Redis. Without it each worker
 * keeps the pace by itself: too fast by as many times as there are workers, which the provider then
 * says, and which is repeated later.
 */
@Injectable()
export class SendPacing implements OnApplicationShutdown {
  private readonly logger = new Logger(SendPacing.name);
  private readonly local = new LocalPaceKeeper();
  private client: Redis | undefined;

  constructor(@InjectEnvironment() private readonly environment: Environment) {}

  /** @returns 0: send it, it is counted; else the milliseconds after which to try again */
  async reserve(delivery: Paced, limits: ChannelAdapter['limits']): Promise<number> {
    const paces = pacesOf(delivery, limits);
    if (paces.length === 0) return 0;
    const parts = Math.ceil(delivery.text.length / limits.maxPartCharacters);
    const cost = Math.max(1, parts);
    const shared = new RedisPaceKeeper(this.connected(), this.environment.KEY_PREFIX);
    return shared.take(paces, cost).catch((err: unknown) => {
      this.logger.debug({ err }, 'the pace is kept without Redis');
      return this.local.take(paces, cost);
    });
  }

  onApplicationShutdown(): void {
    this.client?.disconnect();
  }

  /** On first use: a worker whose channels have no limits needs no connection. */
  private connected(): Redis {
    if (this.client !== undefined) return this.client;
    const client = new Redis(this.environment.REDIS_URL, {
      commandTimeout: answerWithinMs,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(100 * times, 1000),
      disableClientInfo: true,
    });
    // Each command tells; without a listener ioredis prints them as well.
    client.on('error', () => undefined);
    this.client = client;
    return client;
  }
}
