import { randomUUID } from 'node:crypto';
import { type CatalogMethod, catalogPattern, problemFromWire, withoutNulls } from '#contracts';
import { Logger } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { type AnyReply, type CallContext, NoAnswer } from './call-context.js';

interface ReplyPacket {
  id: string;
  response?: unknown;
  err?: { problem?: unknown };
}

type Settle = (packet: ReplyPacket) => void;

const connectionOptions: RedisOptions = {
  lazyConnect: true,
  connectTimeout: 5_000,
  commandTimeout: 1_000,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  autoResubscribe: false,
  retryStrategy: (times) => Math.min(100 * 2 ** times, 2_000),
};

/**
 * Calls of catalog-service over Nest's Redis transport: its packets, a client of our own. Nest's
 * ClientRedis subscribes anew for each call, leaves failed publishes unhandled (which ends the
 * process), and makes every caller read every other caller's answers.
 */
export class RedisCalls {
  private readonly logger = new Logger(RedisCalls.name);
  private readonly waiting = new Map<string, Settle>();
  /** Ours alone: `replyTo` is understood by catalog-service's ClaimingRedisServer. */
  private readonly replyTo = `catalog.reply.${randomUUID()}`;
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private listening = false;

  constructor(
    redisUrl: string,
    private readonly keyPrefix: string,
  ) {
    this.publisher = this.connect(redisUrl);
    this.subscriber = this.connect(redisUrl);
    this.subscriber.on('ready', () => void this.listen());
    this.subscriber.on('close', () => (this.listening = false));
    this.subscriber.on('message', (_channel, text: string) => this.receive(text));
    for (const client of [this.publisher, this.subscriber]) client.connect().catch(() => undefined);
  }

  /** Is there any point in asking right now? */
  get connected(): boolean {
    return this.listening && this.publisher.status === 'ready';
  }

  /** @throws NoAnswer when none comes in time; Problem. An abort throws the signal's reason. */
  async call(
    method: CatalogMethod,
    data: unknown,
    { timeoutMs, signal, traceparent }: CallContext,
  ): Promise<AnyReply> {
    signal?.throwIfAborted();
    const id = randomUUID();
    const pattern = catalogPattern(method);
    const metadata = { replyTo: this.replyTo, traceparent };
    const { promise, resolve, reject } = Promise.withResolvers<ReplyPacket>();
    const abort = (): void => reject(signal?.reason as Error);
    const timer = setTimeout(() => reject(new NoAnswer(`no answer in ${timeoutMs} ms`)), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    this.waiting.set(id, resolve);
    try {
      this.publish(pattern, { id, pattern, data, metadata }).catch(reject);
      return asReply(await promise);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      // An answer that comes later finds nobody waiting and is dropped.
      this.waiting.delete(id);
    }
  }

  close(): void {
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  private connect(redisUrl: string): Redis {
    const client = new Redis(redisUrl, connectionOptions);
    let isDown = false;
    client.on('error', (error) => {
      if (!isDown) this.logger.warn({ err: error }, 'Redis is away; the catalog is read over gRPC');
      isDown = true;
    });
    client.on('ready', () => (isDown = false));
    return client;
  }

  private async listen(): Promise<void> {
    try {
      await this.subscriber.subscribe(`${this.keyPrefix}:${this.replyTo}`);
      this.listening = true;
    } catch (error) {
      this.logger.warn({ err: error }, 'could not subscribe to replies');
      if (this.subscriber.status === 'ready') this.subscriber.disconnect(true);
    }
  }

  private async publish(pattern: string, packet: object): Promise<void> {
    let listeners: number;
    try {
      listeners = await this.publisher.publish(
        `${this.keyPrefix}:${pattern}`,
        JSON.stringify(packet),
      );
    } catch (cause) {
      throw new NoAnswer('Redis is away', { cause });
    }
    if (listeners === 0) throw new NoAnswer('no catalog-service listens on Redis');
  }

  private receive(text: string): void {
    const packet = JSON.parse(text) as ReplyPacket;
    this.waiting.get(packet.id)?.(packet);
  }
}

const asReply = ({ response, err }: ReplyPacket): AnyReply => {
  if (err !== undefined) {
    throw problemFromWire(err.problem) ?? new NoAnswer('not an answer', { cause: err });
  }
  return withoutNulls(response) as AnyReply;
};
