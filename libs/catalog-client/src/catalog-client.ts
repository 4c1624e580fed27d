import {
  type CatalogMethod,
  catalogMethods,
  type CatalogRequest,
  type CatalogResults,
  parseInput,
  ServicePasses,
} from '#contracts';
import { currentTraceparent, inSpan } from '#observability';
import { currentLedger } from '#relations';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleType,
} from 'cockatiel';
import { type AnyReply, type CallContext, NoAnswer } from './call-context.js';
import { MODULE_OPTIONS_TOKEN } from './catalog-client.module-definition.js';
import { type CatalogClientOptions } from './catalog-client.options.js';
import { GrpcCalls } from './grpc-calls.js';
import { RedisCalls } from './redis-calls.js';

/**
 * Asks catalog-service. What an answer cost there is added to the caller's ledger.
 *
 *     const { hits } = await catalog.call('search', { tenantId, query: 'opening hours' });
 */
@Injectable()
export class CatalogClient implements OnApplicationShutdown {
  private readonly grpc: GrpcCalls;
  private readonly redis: RedisCalls | undefined;
  private readonly breaker: CircuitBreakerPolicy;
  private readonly deadlineMs: number;
  private readonly redisTimeoutMs: number;

  constructor(@Inject(MODULE_OPTIONS_TOKEN) options: CatalogClientOptions) {
    this.grpc = new GrpcCalls(options.grpcUrl, new ServicePasses(options.passKeys));
    this.redis =
      options.transport === 'redis'
        ? new RedisCalls(options.redisUrl, options.keyPrefix)
        : undefined;
    this.breaker = circuitBreaker(handleType(NoAnswer), {
      halfOpenAfter: options.breakerOpenMs ?? 5_000,
      breaker: new ConsecutiveBreaker(options.breakerThreshold ?? 3),
    });
    this.deadlineMs = options.deadlineMs ?? 5_000;
    // However long it is set, gRPC gets half of the time.
    this.redisTimeoutMs = Math.min(options.redisTimeoutMs ?? 300, this.deadlineMs / 2);
  }

  /**
   * @throws Problem: the service's own (`malformed`, `not_found`, `conflict` …), or `unavailable`
   * within the deadline when no replica answers. An abort throws the signal's reason.
   */
  async call<Method extends CatalogMethod>(
    method: Method,
    request: CatalogRequest<Method>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<CatalogResults[Method]> {
    const { request: schema, idempotent } = catalogMethods[method];
    // Here as well as there: protobuf would silently round 1.5 to 1 and drop unknown fields.
    const command = parseInput(schema, request);
    const reply = await inSpan(`catalog ${method}`, { kind: 'client' }, () => {
      const context = { signal, traceparent: currentTraceparent() };
      return idempotent
        ? this.read(method, command, context)
        : this.grpc.call(method, command, { ...context, timeoutMs: this.deadlineMs });
    });
    currentLedger()?.add(reply.ledger);
    return reply.result as CatalogResults[Method];
  }

  /** After everything that may still ask. */
  onApplicationShutdown(): void {
    this.grpc.close();
    this.redis?.close();
  }

  /** Over Redis while that answers, else over gRPC with the time that is left. */
  private async read(
    method: CatalogMethod,
    command: { tenantId: string },
    context: Omit<CallContext, 'timeoutMs'>,
  ): Promise<AnyReply> {
    const started = Date.now();
    const { redis, redisTimeoutMs: timeoutMs } = this;
    if (redis?.connected === true) {
      try {
        return await this.breaker.execute(() =>
          redis.call(method, command, { ...context, timeoutMs }),
        );
      } catch (error) {
        if (!(error instanceof NoAnswer || error instanceof BrokenCircuitError)) throw error;
      }
    }
    const left = Math.max(this.deadlineMs - (Date.now() - started), 1);
    return this.grpc.call(method, command, { ...context, timeoutMs: left });
  }
}
