import { describe, expect, it } from '@jest/globals';
import { suiteEnvironment } from './environment.js';

const facts = {
  databaseUrl: 'postgres://127.0.0.1/tulia',
  redisUrl: 'redis://127.0.0.1',
  encryptionKeys: 'k1:kept',
  deliveryUrl: 'http://127.0.0.1:9/replies',
  compileCacheDir: '/cache',
  plan: { services: [], gatewayUrls: ['http://127.0.0.1:3000'], grpcUrl: '127.0.0.1:50051' },
};

describe('the environment of the services', () => {
  it('is that of the launcher and what it has started', () => {
    expect(suiteEnvironment({ LOG_LEVEL: 'debug' }, facts)).toEqual({
      LOG_LEVEL: 'debug',
      DATABASE_URL: 'postgres://127.0.0.1/tulia',
      REDIS_URL: 'redis://127.0.0.1',
      GRPC_URL: '127.0.0.1:50051',
      PUBLIC_URL: 'http://127.0.0.1:3000',
      ENCRYPTION_KEYS: 'k1:kept',
      NODE_COMPILE_CACHE: '/cache',
      OUTBOUND_ALLOW_HOSTS: '127.0.0.1',
    });
  });

  it('leaves given keys and addresses as they are', () => {
    const given = { PUBLIC_URL: 'https://shop.example', ENCRYPTION_KEYS: 'k9:given' };
    expect(suiteEnvironment(given, facts)).toMatchObject(given);
  });

  it('lets deliveries through to their host, beside the hosts that are allowed already', () => {
    const given = { OUTBOUND_ALLOW_HOSTS: ' 10.0.0.0/8 ,,localhost' };
    expect(suiteEnvironment(given, { ...facts, deliveryUrl: 'http://[::1]:9/x' })).toMatchObject({
      OUTBOUND_ALLOW_HOSTS: '10.0.0.0/8,localhost,::1',
    });
  });
});
