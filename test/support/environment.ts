import { randomBytes } from 'node:crypto';
import { type Environment, readEnvironment } from '#config';

/** An environment for a service under test: quick, quiet, on free ports. */
export const testEnvironment = (
  given: { DATABASE_URL: string; REDIS_URL: string } & Record<string, string>,
): Environment =>
  readEnvironment({
    PORT: '0',
    GRPC_LISTEN: '127.0.0.1:0',
    KEY_PREFIX: `t${randomBytes(4).toString('hex')}`,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}`,
    LOG_LEVEL: 'silent',
    // Each service would load the model and compute beside the test.
    EMBEDDINGS_MODEL: 'none',
    OUTBOUND_ALLOW_HOSTS: '127.0.0.1',
    ...given,
  });
