import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, readEnvironment } from './environment.js';
import { environmentExample, environmentTable } from './reference.js';

const sufficient = {
  DATABASE_URL: 'postgres://tulia:secret@127.0.0.1:5432/tulia',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
};

const problemsOf = (source: Record<string, string>): string[] => {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems;
    throw error;
  }
  return [];
};

describe('the environment', () => {
  it('needs a database and an encryption key, and has defaults for the rest', () => {
    expect(readEnvironment(sufficient)).toMatchObject({
      REDIS_URL: 'redis://127.0.0.1:6379',
      TURN_WINDOW_MS: 1000,
      USE_CACHE: true,
      OUTBOUND_ALLOW_HOSTS: [],
      LLM_PROVIDER: 'builtin',
    });
  });

  it('lists every bad variable at once', () => {
    expect(
      problemsOf({ DATABASE_URL: 'mysql://x', PORT: 'http', USE_CACHE: 'maybe' }).map(
        (problem) => problem.split(/[: ]/)[0],
      ),
    ).toEqual(['DATABASE_URL', 'PORT', 'USE_CACHE', 'ENCRYPTION_KEYS']);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readEnvironment({ ...sufficient, PORT: '' }).PORT).toBe(3000);
    expect(problemsOf({ ...sufficient, DATABASE_URL: '' })).toEqual(['DATABASE_URL is not set']);
  });

  it('asks for an endpoint and a model when a model provider is chosen', () => {
    expect(problemsOf({ ...sufficient, LLM_PROVIDER: 'openai-compatible' })).toEqual([
      'LLM_BASE_URL is needed when LLM_PROVIDER is openai-compatible',
      'LLM_MODEL is needed when LLM_PROVIDER is openai-compatible',
    ]);
  });

  it('leaves a delivery time to be answered within its claim', () => {
    const given = { ...sufficient, SEND_CLAIM_MS: '10000', SEND_TIMEOUT_MS: '10000' };
    expect(problemsOf(given)).toEqual(['SEND_CLAIM_MS must be more than SEND_TIMEOUT_MS']);
    expect(problemsOf({ ...given, SEND_TIMEOUT_MS: '9999' })).toEqual([]);
  });

  it('has leases renewed before they end, and none above the ceiling', () => {
    const given = { ...sufficient, LEASE_MS: '30000' };
    expect(problemsOf({ ...given, LEASE_HEARTBEAT_MS: '30000' })).toEqual([
      'LEASE_HEARTBEAT_MS must be less than LEASE_MS',
    ]);
    expect(problemsOf({ ...given, LOCK_TTL_MS: '20000' })).toEqual([
      'LEASE_MS must be at most LOCK_TTL_MS',
    ]);
    expect(problemsOf({ ...given, LOCK_TTL_MS: '300001' })).toHaveLength(1);
  });

  it('holds leases on REDIS_URL where nothing else is named', () => {
    expect(readEnvironment(sufficient).REDLOCK_URLS).toEqual(['redis://127.0.0.1:6379']);
    const named = { ...sufficient, REDLOCK_URLS: 'redis://a:1,redis://b:1,redis://c:1' };
    expect(readEnvironment(named).REDLOCK_URLS).toHaveLength(3);
  });

  it('takes the nodes of a Redis Cluster, each as a URL', () => {
    const nodes = 'redis://a:7000, redis://b:7000';
    expect(
      readEnvironment({ ...sufficient, REDIS_CLUSTER_NODES: nodes }).REDIS_CLUSTER_NODES,
    ).toEqual(['redis://a:7000', 'redis://b:7000']);
    expect(problemsOf({ ...sufficient, REDIS_CLUSTER_NODES: 'a:7000' })).toEqual([
      'REDIS_CLUSTER_NODES: must be redis:// or rediss:// URLs, separated by commas',
    ]);
  });

  it('splits lists and drops their empty parts', () => {
    const { OUTBOUND_ALLOW_HOSTS } = readEnvironment({
      ...sufficient,
      OUTBOUND_ALLOW_HOSTS: ' 127.0.0.1, ,10.0.0.0/8 ',
    });
    expect(OUTBOUND_ALLOW_HOSTS).toEqual(['127.0.0.1', '10.0.0.0/8']);
  });

  it('refuses an encryption key of the wrong length', () => {
    const [problem] = problemsOf({
      ...sufficient,
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(16).toString('base64')}`,
    });
    expect(problem).toContain('name:base64 of 32 bytes');
  });

  it('is documented from its declaration', () => {
    expect(environmentExample()).toContain('\nDATABASE_URL=\n');
    expect(environmentExample()).toContain('\n# TURN_WINDOW_MS=1000\n');
    expect(environmentTable()).toContain('| `DATABASE_URL` | required |');
    expect(environmentTable()).not.toContain('[object');
  });
});
