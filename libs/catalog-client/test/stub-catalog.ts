import {
  catalogPackage,
  catalogPattern,
  catalogProtoOptions,
  catalogProtoPath,
  catalogServiceName,
} from '#contracts';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { Redis } from 'ioredis';

const ledger = { sqlStatements: 2, cacheHits: 1, cacheMisses: 0 };

/** Tells in the page's cursor which way an answer came. */
export const answer = (cameBy: string): object => ({
  result: { items: [], nextCursor: cameBy },
  ledger,
});

export interface StubGrpc extends Disposable {
  url: string;
  traceparents: unknown[];
}

/** Answers ListProducts and DeleteProduct over gRPC. */
export const stubGrpc = async (): Promise<StubGrpc> => {
  const definition = loadSync(catalogProtoPath(), catalogProtoOptions);
  const service = definition[`${catalogPackage}.${catalogServiceName}`] as grpc.ServiceDefinition;
  const server = new grpc.Server();
  const traceparents: unknown[] = [];
  server.addService(service, {
    ListProducts: (call: { metadata: grpc.Metadata }, reply: grpc.sendUnaryData<object>) => {
      traceparents.push(call.metadata.get('traceparent')[0]);
      reply(null, answer('grpc'));
    },
    DeleteProduct: (_call: unknown, reply: grpc.sendUnaryData<object>) => {
      reply(null, { result: {}, ledger });
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    url: `127.0.0.1:${port}`,
    traceparents,
    [Symbol.dispose]: () => server.forceShutdown(),
  };
};

interface RequestPacket {
  id: string;
  metadata: { replyTo: string; traceparent?: string };
}

export interface StubRedis extends AsyncDisposable {
  requests: RequestPacket[];
}

/** Hears ListProducts over Redis and answers as told. */
export const stubRedis = async (
  redisUrl: string,
  keyPrefix: string,
  respond: (reply: (packet: object) => Promise<unknown>) => Promise<unknown> | undefined,
): Promise<StubRedis> => {
  const subscriber = new Redis(redisUrl);
  const publisher = new Redis(redisUrl);
  const requests: RequestPacket[] = [];
  subscriber.on('message', (_channel, text: string) => {
    const request = JSON.parse(text) as RequestPacket;
    requests.push(request);
    void respond((packet) =>
      publisher.publish(
        `${keyPrefix}:${request.metadata.replyTo}`,
        JSON.stringify({ id: request.id, isDisposed: true, ...packet }),
      ),
    );
  });
  await subscriber.subscribe(`${keyPrefix}:${catalogPattern('listProducts')}`);
  return {
    requests,
    async [Symbol.asyncDispose]() {
      await subscriber.quit();
      await publisher.quit();
    },
  };
};
