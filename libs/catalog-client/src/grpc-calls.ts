import {
  catalogMethods,
  type CatalogMethod,
  catalogPackage,
  catalogProtoOptions,
  catalogProtoPath,
  catalogRpcName,
  catalogServiceName,
  Problem,
  problemFromStatusDetails,
  type ServicePasses,
  statusDetailsKey,
  withoutNulls,
} from '#contracts';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { type AnyReply, type CallContext } from './call-context.js';

/** A page of 200 of the largest knowledge entries. */
const maxReplyBytes = 64 * 1024 * 1024;

const clockSkewMs = 60_000;

const service = `${catalogPackage}.${catalogServiceName}`;

/** Every replica gets its share; what may be asked again is, when one of them goes away. */
const serviceConfig = {
  loadBalancingConfig: [{ round_robin: {} }],
  methodConfig: [
    {
      name: Object.entries(catalogMethods)
        .filter(([, { idempotent }]) => idempotent)
        .map(([method]) => ({ service, method: catalogRpcName(method as CatalogMethod) })),
      retryPolicy: {
        maxAttempts: 3,
        initialBackoff: '0.05s',
        maxBackoff: '0.5s',
        backoffMultiplier: 3,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
};

const channelOptions: grpc.ChannelOptions = {
  'grpc.service_config': JSON.stringify(serviceConfig),
  'grpc.max_receive_message_length': maxReplyBytes,
  // Found again soon after a restart, not after the two minutes of the default.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.dns_min_time_between_resolutions_ms': 2_000,
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
};

const loadClient = (): grpc.ServiceClientConstructor => {
  const definition = loadSync(catalogProtoPath(), catalogProtoOptions)[service];
  return grpc.makeClientConstructor(definition as grpc.ServiceDefinition, service);
};

const problemIn = (metadata: grpc.Metadata): Problem | undefined => {
  const [sent] = metadata.get(statusDetailsKey);
  return sent instanceof Buffer ? problemFromStatusDetails(sent) : undefined;
};

const withoutAnswer = new Set([
  grpc.status.UNAVAILABLE,
  grpc.status.DEADLINE_EXCEEDED,
  grpc.status.CANCELLED,
]);

const asProblem = (error: grpc.ServiceError): Problem => {
  const problem = problemIn(error.metadata);
  if (problem !== undefined) return problem;
  if (withoutAnswer.has(error.code)) {
    const options = { retryAfterSeconds: 1, cause: error };
    return new Problem('unavailable', 'The catalog is unavailable', options);
  }
  const code = error.code === grpc.status.RESOURCE_EXHAUSTED ? 'too_large' : 'internal';
  return new Problem(code, undefined, { cause: error });
};

type Unary = (
  request: unknown,
  metadata: grpc.Metadata,
  options: grpc.CallOptions,
  callback: (error: grpc.ServiceError | null, reply: unknown) => void,
) => grpc.ClientUnaryCall;

/** Calls of catalog-service over gRPC, spread over its replicas. */
export class GrpcCalls {
  private readonly client: grpc.Client;

  constructor(
    url: string,
    private readonly passes: ServicePasses,
  ) {
    this.client = new (loadClient())(url, grpc.credentials.createInsecure(), channelOptions);
  }

  /** @throws Problem; `unavailable` within the time allowed. An abort throws the signal's reason. */
  async call(
    method: CatalogMethod,
    request: { tenantId: string },
    { timeoutMs, signal, traceparent }: CallContext,
  ): Promise<AnyReply> {
    signal?.throwIfAborted();
    const metadata = new grpc.Metadata();
    metadata.set('authorization', `Bearer ${this.passFor(method, request.tenantId, timeoutMs)}`);
    if (traceparent !== undefined) metadata.set('traceparent', traceparent);
    const rpc = (this.client as unknown as Record<string, Unary>)[catalogRpcName(method)];
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + timeoutMs };
      const call = rpc?.bind(this.client)(request, metadata, options, (error, reply) => {
        signal?.removeEventListener('abort', cancel);
        if (error === null) resolve(withoutNulls(reply) as AnyReply);
        else reject(signal?.aborted === true ? (signal.reason as Error) : asProblem(error));
      });
      const cancel = (): void => call?.cancel();
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** Good for this call, and for clocks that are some seconds apart. */
  private passFor(method: CatalogMethod, tenantId: string, timeoutMs: number): string {
    return this.passes.issue({
      tenantId,
      access: catalogMethods[method].idempotent ? 'read' : 'write',
      expiresAt: Date.now() + timeoutMs + clockSkewMs,
    });
  }

  close(): void {
    this.client.close();
  }
}
