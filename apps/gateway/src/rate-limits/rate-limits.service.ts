import { type Environment, InjectEnvironment } from '#config';
import { Problem } from '#contracts';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Who is counted: a key, a channel, or an address nobody vouches for. */
export type Limited = 'key' | 'channel' | 'address';

const windowSeconds = 60;

/** A count that Redis takes longer to answer is kept here instead. */
const answerWithinMs = 100;

/** A Redis that failed is left alone this long: it slows one request at a time, not all of them. */
const pauseMs = 1000;

type Limiters = Record<Limited, { shared: RateLimiterRedis; local: RateLimiterMemory } | undefined>;

/**
 * How often who may ask in a minute, over all replicas. Limits protect the suite and stop nobody
 * when Redis is away: then each replica counts for itself.
 */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly client: Redis;
  private readonly limiters: Limiters;
  private localUntil = 0;

  constructor(@InjectEnvironment() environment: Environment) {
    this.client = new Redis(environment.REDIS_URL, {
      commandTimeout: answerWithinMs,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(100 * times, 1000),
      disableClientInfo: true,
    });
    // Each command tells; without a listener ioredis prints them as well.
    this.client.on('error', () => undefined);
    this.limiters = {
      key: this.limiterOf('key', environment.RATE_LIMIT_KEY, environment),
      channel: this.limiterOf('channel', environment.RATE_LIMIT_CHANNEL, environment),
      address: this.limiterOf('address', environment.RATE_LIMIT_ADDRESS, environment),
    };
  }

  /** @throws Problem `rate_limited` with the seconds until the minute is over */
  async count(limited: Limited, id: string): Promise<void> {
    const limiter = this.limiters[limited];
    if (limiter === undefined) return;
    try {
      await this.consume(limiter, id);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new Problem('rate_limited', `too many requests of this ${limited}`, {
        retryAfterSeconds,
      });
    }
  }

  onApplicationShutdown(): void {
    this.client.disconnect();
  }

  private async consume(
    { shared, local }: NonNullable<Limiters[Limited]>,
    id: string,
  ): Promise<void> {
    if (this.client.status === 'ready' && performance.now() >= this.localUntil) {
      try {
        await shared.consume(id);
        return;
      } catch (error) {
        if (error instanceof RateLimiterRes) throw error;
        this.localUntil = performance.now() + pauseMs;
      }
    }
    await local.consume(id);
  }

  /** Who is over the limit is refused from memory, so that a flood costs Redis nothing. */
  private limiterOf(
    limited: Limited,
    points: number,
    { KEY_PREFIX }: Environment,
  ): Limiters[Limited] {
    if (points === 0) return undefined;
    const bounds = { points, duration: windowSeconds };
    const shared = new RateLimiterRedis({
      ...bounds,
      storeClient: this.client,
      keyPrefix: `${KEY_PREFIX}:limit:${limited}`,
      inMemoryBlockOnConsumed: points + 1,
    });
    return { shared, local: new RateLimiterMemory({ ...bounds, keyPrefix: limited }) };
  }
}
