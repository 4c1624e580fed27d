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
import { CatalogCalls } from './catalog-calls.js';
import { GrpcProblemFilter, RedisProblemFilter } from './problem.filters.js';

interface TransportBinding<Context> {
  /** Registers a controller's method with the transport. */
  bind: (method: CatalogMethod) => MethodDecorator;
  traceparentOf: (context: Context) => unknown;
}

/** A controller that offers every method of `catalogMethods` on one transport. */
const offerOn = <Context>({ bind, traceparentOf }: TransportBinding<Context>): Type => {
  @Controller()
  class CatalogController {
    constructor(readonly calls: CatalogCalls) {}
  }
  for (const method of Object.keys(catalogMethods) as CatalogMethod[]) {
    const descriptor: PropertyDescriptor = {
      value(this: CatalogController, request: unknown, context: Context) {
        const traceparent = traceparentOf(context);
        return this.calls.execute(
          method,
          request,
          typeof traceparent === 'string' ? traceparent : undefined,
        ) satisfies Promise<CatalogReply<CatalogMethod>>;
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
  traceparentOf: (metadata) => metadata.get('traceparent')[0],
}) {}

@UseFilters(RedisProblemFilter)
export class CatalogRedisController extends offerOn<RedisContext>({
  bind: (method) => MessagePattern(catalogPattern(method), Transport.REDIS),
  traceparentOf: (context) => {
    const metadata = context.getArgs()[1] as { traceparent?: unknown } | undefined;
    return metadata?.traceparent;
  },
}) {}
