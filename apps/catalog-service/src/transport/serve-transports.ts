import { type Environment } from '#config';
import { catalogPackage, catalogProtoOptions, catalogProtoPath } from '#contracts';
import { Readiness } from '#observability';
import { type INestApplication } from '@nestjs/common';
import { type GrpcOptions, Transport } from '@nestjs/microservices';
import { type Server } from '@grpc/grpc-js';
import { type PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { ClaimingRedisServer } from './claiming-redis.server.js';
import { GrpcHealth } from './grpc-health.js';

/** The largest request is a knowledge entry: 50,000 characters of up to 3 bytes. */
const maxRequestBytes = 1024 * 1024;
/** The largest reply is a page of 200 of them. */
const maxReplyBytes = 64 * 1024 * 1024;

/** Starts both transports. Redis may be away: gRPC serves, readiness shows it and stays ready. */
export const serveTransports = async (
  app: INestApplication,
  environment: Environment,
): Promise<void> => {
  const redis = new ClaimingRedisServer({
    redisUrl: environment.REDIS_URL,
    keyPrefix: environment.KEY_PREFIX,
    connectTimeoutMs: environment.REDIS_CONNECT_TIMEOUT_MS,
  });
  app.connectMicroservice({ strategy: redis });
  app.connectMicroservice<GrpcOptions>({
    transport: Transport.GRPC,
    options: {
      url: environment.GRPC_LISTEN,
      package: catalogPackage,
      protoPath: catalogProtoPath(),
      loader: catalogProtoOptions,
      maxReceiveMessageLength: maxRequestBytes,
      maxSendMessageLength: maxReplyBytes,
      gracefulShutdown: true,
      // What gRPC's own tools ask a server for: what it offers, and whether it serves.
      onLoadPackageDefinition: (definition: PackageDefinition, server: Server): void => {
        new ReflectionService(definition).addToServer(server);
        app.get(GrpcHealth, { strict: false }).addToServer(server);
      },
    },
  });
  app.get(Readiness, { strict: false }).checks.push(() => ({
    redisTransport: { status: 'up', subscribed: redis.subscribed },
  }));
  // First the handlers, then those who call them.
  await app.init();
  await app.startAllMicroservices();
};
