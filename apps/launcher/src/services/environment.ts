import { type Plan } from './plan.js';

export interface SuiteFacts {
  databaseUrl: string;
  redisUrl: string;
  /** Kept for when none are given. */
  encryptionKeys: string;
  deliveryUrl: string;
  compileCacheDir: string;
  plan: Plan;
}

/** What all services and the cli are given, on top of the environment of the launcher. */
export const suiteEnvironment = (
  given: NodeJS.ProcessEnv,
  { databaseUrl, redisUrl, encryptionKeys, deliveryUrl, compileCacheDir, plan }: SuiteFacts,
): NodeJS.ProcessEnv => {
  const allowed = (given['OUTBOUND_ALLOW_HOSTS'] ?? '').split(',').map((host) => host.trim());
  const deliveryHost = new URL(deliveryUrl).hostname.replace(/^\[|\]$/g, '');
  const hosts = new Set([...allowed.filter((host) => host !== ''), deliveryHost]);
  return {
    ...given,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    GRPC_URL: plan.grpcUrl,
    PUBLIC_URL: given['PUBLIC_URL'] || plan.gatewayUrls[0],
    ENCRYPTION_KEYS: given['ENCRYPTION_KEYS'] || encryptionKeys,
    NODE_COMPILE_CACHE: given['NODE_COMPILE_CACHE'] || compileCacheDir,
    OUTBOUND_ALLOW_HOSTS: [...hosts].join(','),
  };
};
