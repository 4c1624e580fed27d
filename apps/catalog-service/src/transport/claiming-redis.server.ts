import { Logger } from '@nestjs/common';
import { type RedisContext, ServerRedis } from '@nestjs/microservices';
import { type Redis } from 'ioredis';
import { redisConnection } from './redis-connection.js';

export interface ClaimingRedisServerOptions {
  redisUrl: string;
  /** Put before every channel and key, so that suites sharing a Redis do not hear each other. */
  keyPrefix: string;
  /** How long a claim is remembered, in milliseconds: longer than any request travels. */
  claimMs?: number;
  /** Larger replies are refused (the caller asks over gRPC): Redis cuts off slow big readers. */
  maxReplyBytes?: number;
  /** In milliseconds; 5,000 by default. */
  connectTimeoutMs?: number;
}

interface Reply {
  response?: unknown;
  err?: unknown;
  isDisposed?: boolean;
}

/** From the parsed packet: a request's text could contain anything that looks like an id. */
const requestId = (packet: unknown): string | undefined => {
  const { id } = (packet ?? {}) as { id?: unknown };
  return typeof id === 'string' && id.length <= 64 ? id : undefined;
};

/**
 * Nest's Redis transport for a service of several replicas. Pub/sub hands a request to every
 * replica; the one that claims its id first carries it out. If that one dies the answer is lost,
 * so only methods that may be asked again are to be sent this way.
 *
 * Unlike the stock server it does without Redis at boot and later: it subscribes whenever a
 * connection stands, and replies go to the caller's own channel if it names one.
 */
export class ClaimingRedisServer extends ServerRedis {
  protected override readonly logger = new Logger(ClaimingRedisServer.name);
  private isSubscribed = false;
  private readonly unanswered = new Set<string>();
  private whenIdle: (() => void) | undefined;

  constructor(private readonly settings: ClaimingRedisServerOptions) {
    super({});
  }

  /** Does it hear requests right now? */
  get subscribed(): boolean {
    return this.isSubscribed;
  }

  /** Returns at once, Redis or not. */
  override async listen(callback: (error?: unknown) => void): Promise<void> {
    const subscriber = redisConnection(this.settings, this.logger);
    const publisher = redisConnection(this.settings, this.logger);
    [this.subClient, this.pubClient] = [subscriber, publisher];
    subscriber.on('message', (channel: string, text: string) => {
      this.handleMessage(channel, text, publisher).catch((error: unknown) => {
        this.logger.error({ err: error }, 'a request could not be handled');
      });
    });
    subscriber.on('ready', () => void this.subscribe(subscriber));
    subscriber.on('close', () => (this.isSubscribed = false));
    for (const client of [subscriber, publisher]) client.connect().catch(() => undefined);
    await Promise.resolve(callback());
  }

  override async handleMessage(channel: string, text: string, publisher: Redis): Promise<void> {
    const id = requestId(this.parseMessage(text));
    if (id === undefined || !(await this.claim(id, publisher))) return;
    const pattern = channel.slice(this.settings.keyPrefix.length + 1);
    this.unanswered.add(id);
    try {
      await super.handleMessage(pattern, text, publisher, pattern);
    } catch (error) {
      this.settle(id);
      throw error;
    }
  }

  override getPublisher(publisher: Redis, pattern: string, id: string, context: RedisContext) {
    const { replyTo } = (context.getArgs()[1] ?? {}) as { replyTo?: unknown };
    const channel = this.getRequestPattern(
      typeof replyTo === 'string' ? replyTo : this.getReplyPattern(pattern),
    );
    return async (reply: Reply): Promise<void> => {
      const text = JSON.stringify({ ...reply, id });
      try {
        await publisher.publish(channel, this.fits(text) ? text : this.refusal(id));
      } catch (error) {
        // The caller asks again elsewhere.
        this.logger.debug({ err: error }, 'a reply could not be published');
      } finally {
        if (reply.isDisposed === true || reply.err !== undefined) this.settle(id);
      }
    };
  }

  override getRequestPattern(pattern: string): string {
    return `${this.settings.keyPrefix}:${pattern}`;
  }

  /** Hears no more requests, answers those it has, then disconnects. */
  override async close(): Promise<void> {
    this.isManuallyClosed = true;
    const subscriber = this.subClient as Redis | undefined;
    const publisher = this.pubClient as Redis | undefined;
    await subscriber?.unsubscribe().catch(() => undefined);
    if (this.unanswered.size > 0) await new Promise<void>((idle) => (this.whenIdle = idle));
    subscriber?.disconnect();
    publisher?.disconnect();
  }

  private async subscribe(subscriber: Redis): Promise<void> {
    const patterns = [...this.messageHandlers.keys()];
    try {
      await subscriber.subscribe(...patterns.map((pattern) => this.getRequestPattern(pattern)));
      this.isSubscribed = true;
      this.logger.log({ patterns: patterns.length }, 'hears requests over Redis');
    } catch (error) {
      this.logger.warn({ err: error }, 'could not subscribe to requests');
      if (!this.isManuallyClosed) subscriber.disconnect(true);
    }
  }

  /** Without Redis there is no claim and nobody carries the request out; the caller falls back. */
  private async claim(id: string, publisher: Redis): Promise<boolean> {
    const { keyPrefix, claimMs = 30_000 } = this.settings;
    try {
      const key = `${keyPrefix}:catalog:claim:${id}`;
      return (await publisher.set(key, '1', 'PX', claimMs, 'NX')) === 'OK';
    } catch (error) {
      this.logger.debug({ err: error }, 'a request could not be claimed');
      return false;
    }
  }

  private fits(text: string): boolean {
    return Buffer.byteLength(text) <= (this.settings.maxReplyBytes ?? 1_048_576);
  }

  private refusal(id: string): string {
    return JSON.stringify({ id, err: 'The reply is too large for Redis', isDisposed: true });
  }

  private settle(id: string): void {
    this.unanswered.delete(id);
    if (this.unanswered.size === 0) this.whenIdle?.();
  }
}
