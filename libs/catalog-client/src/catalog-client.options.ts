import { type Environment } from '#config';

export interface CatalogClientOptions {
  /** How reads travel: `redis` falls back to gRPC when no answer comes. Writes are always gRPC. */
  transport: 'redis' | 'grpc';
  redisUrl: string;
  /** What catalog-service puts before its Redis channels. */
  keyPrefix: string;
  /** A gRPC target: `dns:///catalog-service:50051`, `ipv4:127.0.0.1:1,127.0.0.1:2`. */
  grpcUrl: string;
  /** `name:base64 of 32 bytes`, as catalog-service has them: what passes over gRPC are signed with. */
  passKeys: readonly string[];
  /** How long a call may take in all, in milliseconds; 5,000 by default. */
  deadlineMs?: number;
  /** How long an answer over Redis is waited for, in milliseconds; 300 by default. */
  redisTimeoutMs?: number;
  /** Unanswered calls in a row after which Redis is left alone for a while; 3 by default. */
  breakerThreshold?: number;
  /** How long it is left alone, in milliseconds; 5,000 by default. */
  breakerOpenMs?: number;
}

export const optionsFromEnvironment = (environment: Environment): CatalogClientOptions => ({
  transport: environment.CATALOG_TRANSPORT,
  redisUrl: environment.REDIS_URL,
  keyPrefix: environment.KEY_PREFIX,
  grpcUrl: environment.GRPC_URL,
  passKeys: environment.ENCRYPTION_KEYS,
});
