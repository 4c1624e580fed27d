import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { Figures } from '../../../../test/support/figures.js';
import { signedRequest } from '../../../../test/support/signed-webhook.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { RunningGateway } from '../../test/running-gateway.js';

let database: TestDatabase;
let gateway: RunningGateway;
let channel: TestChannel;
let before: Figures;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
  const { ENCRYPTION_KEYS: encryptionKeys } = gateway.environment;
  channel = await createTenantWithChannel(database.source, { encryptionKeys });
  before = await Figures.of(gateway.url);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const deliver = async (
  message: object,
  { secret = channel.secret, channelId = channel.channelId } = {},
): Promise<number> => {
  const request = signedRequest(secret, { from: { id: 'customer-1' }, text: 'Open?', ...message });
  return (await gateway.fetch(`/v1/webhooks/${channelId}`, request)).status;
};

/** How much a counter has grown since the gateway started, once it has counted that far. */
const growth = async (
  name: string,
  labels: Record<string, string>,
  expected: number,
): Promise<number> => {
  let grown = NaN;
  // A response is counted when it has left, which is after it has arrived.
  await eventually(`${name} ${JSON.stringify(labels)}`, async () => {
    grown = (await Figures.of(gateway.url)).sum(name, labels) - before.sum(name, labels);
    return grown >= expected;
  });
  return grown;
};

describe('the gateway’s figures', () => {
  test('count each webhook by its channel and status, and each message once', async () => {
    const wrongSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    for (const messageId of ['a', 'b', 'c', 'a']) expect(await deliver({ messageId })).toBe(202);
    expect(await deliver({ messageId: 'd' }, { secret: wrongSecret })).toBe(401);
    expect(await deliver({ messageId: 'd', text: '' })).toBe(400);
    expect(await deliver({ messageId: 'd' }, { channelId: uuidv7() })).toBe(404);
    expect(await deliver({ messageId: 'd', filler: 'a'.repeat(256 * 1024) })).toBe(413);

    const requests = (labels: Record<string, string>, expected: number): Promise<number> =>
      growth('webhook_requests_total', labels, expected);
    expect(await requests({ channel: 'webhook', status: '202' }, 4)).toBe(4);
    expect(await requests({ channel: 'webhook', status: '401' }, 1)).toBe(1);
    expect(await requests({ channel: 'webhook', status: '400' }, 1)).toBe(1);
    expect(await requests({ channel: 'unknown', status: '404' }, 1)).toBe(1);
    expect(await requests({ channel: 'unknown', status: '413' }, 1)).toBe(1);
    expect(await requests({}, 8)).toBe(8);

    expect(await growth('dedup_total', { result: 'first' }, 3)).toBe(3);
    expect(await growth('dedup_total', { result: 'duplicate' }, 1)).toBe(1);
  });

  test('time the 2xx alone, from 1 ms to 5 s', async () => {
    const figures = await Figures.of(gateway.url);
    expect(figures.sum('webhook_ack_seconds_count')).toBe(4);
    expect(figures.sum('webhook_ack_seconds_sum')).toBeGreaterThan(0);
    expect(figures.sum('webhook_ack_seconds_sum')).toBeLessThan(5);
    const bounds = figures.find('webhook_ack_seconds_bucket').map(({ labels }) => labels['le']);
    expect([bounds[0], ...bounds.slice(-2)]).toEqual(['0.001', '5', '+Inf']);
  });

  test('show the wake-ups that wait in the queue', async () => {
    // Delayed until their turn is due, and waiting from then on: there is no worker.
    await eventually('a wake-up for each message', async () => {
      const figures = await Figures.of(gateway.url);
      return figures.sum('queue_jobs', { queue: 'turns' }) === 3;
    });
    expect((await Figures.of(gateway.url)).find('queue_jobs', { state: 'active' })).toHaveLength(1);
  });

  test('are asked for without a key, by whoever reaches the gateway', async () => {
    const response = await gateway.fetch('/metrics');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await response.text()).toContain('tulia_process_cpu_seconds_total');
  });

  test('name nobody: no label holds an id', async () => {
    const { samples } = await Figures.of(gateway.url);
    const values = samples.flatMap(({ labels }) => Object.values(labels));
    expect(values).not.toHaveLength(0);
    for (const value of values) expect(value).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/i);
  });

  test('are those of one application, though another runs in the same process', async () => {
    await using other = await RunningGateway.start({
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
    });
    expect((await Figures.of(other.url)).sum('webhook_requests_total')).toBe(0);
  });
});
