import {
  type CatalogMethod,
  type CatalogReply,
  catalogMethods,
  catalogPattern,
  catalogRpcName,
  catalogServiceName,
} from '#contracts';
import { type Metadata } from '@grpc/grpc-js';
import { Controller, type Type, UseFilters } from '@nestjs/common';
import {
  Ctx,
  GrpcMethod,
  MessagePattern,
  Payload,
  type RedisContext,
  Transport,
} from '@nestjs/microservices';
import { type CallContext, CatalogCalls } from './catalog-calls.js';
import { GrpcProblemFilter, RedisProblemFilter } from './problem.filters.js';

interface TransportBinding<Context> {
  /** Registers a controller's method with the transport. */
  bind: (method: CatalogMethod) => MethodDecorator;
  contextOf: (context: Context) => CallContext;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** A controller that offers every method of `catalogMethods` on one transport. */
const offerOn = <Context>({ bind, contextOf }: TransportBinding<Context>): Type => {
  @Controller()
  class CatalogController {
    constructor(readonly calls: CatalogCalls) {}
  }
  for (const method of Object.keys(catalogMethods) as CatalogMethod[]) {
    const descriptor: PropertyDescriptor = {
      value(this: CatalogController, request: unknown, context: Context) {
        return this.calls.execute(method, request, contextOf(context)) satisfies Promise<
          CatalogReply<CatalogMethod>
        >;
      },
    };
    Object.defineProperty(CatalogController.prototype, method, descriptor);
    Payload()(CatalogController.prototype, method, 0);
    Ctx()(CatalogController.prototype, method, 1);
    bind(method)(CatalogController.prototype, method, descriptor);
  }
  return CatalogController;
};

@UseFilters(GrpcProblemFilter)
export class CatalogGrpcController extends offerOn<Metadata>({
  bind: (method) => GrpcMethod(catalogServiceName, catalogRpcName(method)),
  contextOf: (metadata) => ({
    traceparent: textOf(metadata.get('traceparent')[0]),
    authorization: { trusted: false, header: textOf(metadata.get('authorization')[0]) },
  }),
}) {}

@UseFilters(RedisProblemFilter)
export class CatalogRedisController extends offerOn<RedisContext>({
  bind: (method) => MessagePattern(catalogPattern(method), Transport.REDIS),
  contextOf: (context) => {
    const metadata = context.getArgs()[1] as { traceparent?: unknown } | undefined;
    return { traceparent: textOf(metadata?.traceparent), authorization: { trusted: true } };
  },
}) {}
