import { type InboundMessage } from '#channels';
import {
  ChannelEntity,
  ConversationEntity,
  CustomerEntity,
  MessageEntity,
  RecentFingerprintEntity,
} from '#persistence';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { signedRequest } from '../../../../test/support/signed-webhook.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { RunningGateway } from '../../test/running-gateway.js';
import { type Admission, Admissions } from './admissions.service.js';

const windowMs = 60_000;

let database: TestDatabase;
let gateway: RunningGateway;
let channel: TestChannel;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const channelWith = (fingerprintWindowMs: number | null): Promise<TestChannel> =>
  createTenantWithChannel(database.source, {
    encryptionKeys: gateway.environment.ENCRYPTION_KEYS,
    channel: { fingerprintWindowMs },
  });

beforeEach(async () => {
  channel = await channelWith(windowMs);
});

const yes = (fields: Partial<InboundMessage> = {}): InboundMessage => ({
  providerMessageId: uuidv7(),
  from: { id: 'customer-1' },
  text: 'Yes',
  attachments: [],
  ...fields,
});

const admit = (
  inbound: InboundMessage,
  to = channel,
  fingerprintWindowMs: number | null = windowMs,
): Promise<Admission> =>
  gateway.app
    .get(Admissions, { strict: false })
    .admit({ tenantId: to.tenantId, id: to.channelId, fingerprintWindowMs }, inbound);

const messages = ({ tenantId }: TestChannel = channel): Promise<MessageEntity[]> =>
  database.source.manager.find(MessageEntity, { where: { tenantId }, order: { sequence: 'ASC' } });

/** Moves the ends of all windows. */
const elapse = (milliseconds: number): Promise<unknown> =>
  database.source.query(
    `UPDATE recent_fingerprint SET expires_at = expires_at - $1 * interval '1 millisecond'`,
    [milliseconds],
  );

describe('the same said again under a new id', () => {
  test('is the first message: same answer, and nothing else changes', async () => {
    const { messageId } = await admit(yes());
    const conversation = (): Promise<ConversationEntity[]> =>
      database.source.manager.findBy(ConversationEntity, { tenantId: channel.tenantId });
    const before = await conversation();
    expect(await admit(yes())).toEqual({ messageId, duplicate: true });
    expect(await admit(yes({ text: ' Yes \n' }))).toEqual({ messageId, duplicate: true });
    expect(await messages()).toHaveLength(1);
    expect(await conversation()).toEqual(before);
  });

  test('costs one statement, as a new message does', async () => {
    const count = (): Promise<number> =>
      runInLedger(async (ledger) => {
        await admit(yes());
        return ledger.sqlStatements;
      });
    expect([await count(), await count()]).toEqual([1, 1]);
    expect(await messages()).toHaveLength(1);
  });

  test('is another message after the window, and begins the next one', async () => {
    const first = await admit(yes());
    await elapse(windowMs - 10_000);
    expect((await admit(yes())).messageId).toBe(first.messageId);
    await elapse(10_000);
    const second = await admit(yes());
    expect(second.duplicate).toBe(false);
    expect((await admit(yes())).messageId).toBe(second.messageId);
    expect(await messages()).toHaveLength(2);
  });

  test.each<[string, Partial<InboundMessage>]>([
    ['another customer', { from: { id: 'customer-2' } }],
    ['other words', { text: 'Yes!' }],
    ['an attachment', { attachments: [{ url: 'https://example.org/a.jpg' }] }],
  ])('is another message with %s', async (_, fields) => {
    await admit(yes());
    expect((await admit(yes(fields))).duplicate).toBe(false);
  });

  test('is another message on another channel', async () => {
    await admit(yes());
    const other = await channelWith(windowMs);
    expect((await admit(yes(), other)).duplicate).toBe(false);
  });

  test('is two messages where the channel keeps no fingerprints', async () => {
    await admit(yes(), channel, null);
    expect((await admit(yes(), channel, null)).duplicate).toBe(false);
    const { tenantId } = channel;
    expect(await database.source.manager.countBy(RecentFingerprintEntity, { tenantId })).toBe(0);
  });
});

test('what comes again under its own id is the message of that id, window or not', async () => {
  const inbound = yes();
  const first = await admit(inbound);
  await elapse(windowMs);
  const second = await admit(yes());
  expect(second.messageId).not.toBe(first.messageId);
  expect(await admit(inbound)).toEqual({ messageId: first.messageId, duplicate: true });
});

/** What a provider sends: which of five texts, by one of three customers, and how often per id. */
const deliveries = fc.array(
  fc.record({ text: fc.nat(4), deliveries: fc.integer({ min: 1, max: 2 }) }),
  { minLength: 1, maxLength: 15 },
);

test('any concurrent mix of copies under new ids, and of ids again, is one message per text', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async (copies) => {
      const to = await channelWith(windowMs);
      const sent = copies.flatMap(({ text, deliveries: times }) =>
        Array<InboundMessage>(times).fill(
          yes({ text: `Text ${text}`, from: { id: `customer-${text % 3}` } }),
        ),
      );
      const admissions = await Promise.all(sent.map((inbound) => admit(inbound, to)));
      const stored = await messages(to);
      const idOf = new Map(stored.map(({ id, text }) => [text, id]));
      expect(stored).toHaveLength(new Set(sent.map(({ text }) => text)).size);
      expect(admissions.map(({ messageId }) => messageId)).toEqual(
        sent.map(({ text }) => idOf.get(text)),
      );
      expect(admissions.filter(({ duplicate }) => !duplicate)).toHaveLength(stored.length);
      const { tenantId } = to;
      const customers = await database.source.manager.countBy(CustomerEntity, { tenantId });
      expect(customers).toBe(new Set(sent.map(({ from }) => from.id)).size);
    }),
    { numRuns: 15 },
  );
});

test('the window is the channel’s, over HTTP', async () => {
  const say = async (to: TestChannel): Promise<{ messageId: string; duplicate: boolean }> => {
    const inbound = { messageId: uuidv7(), from: { id: 'customer-1' }, text: 'Yes' };
    const path = `/v1/webhooks/${to.channelId}`;
    const response = await gateway.fetch(path, signedRequest(to.secret, inbound));
    expect(response.status).toBe(202);
    return (await response.json()) as { messageId: string; duplicate: boolean };
  };
  const { messageId } = await say(channel);
  expect(await say(channel)).toEqual({ messageId, duplicate: true });
  const trusting = await channelWith(null);
  await say(trusting);
  expect(await say(trusting)).toMatchObject({ duplicate: false });
});

test('each fingerprint takes expired ones along', async () => {
  for (const text of ['one', 'two', 'three']) await admit(yes({ text }));
  const count = (): Promise<number> => database.source.manager.count(RecentFingerprintEntity);
  const before = await count();
  await elapse(2 * windowMs);
  await admit(yes({ text: 'four' }));
  expect(await count()).toBe(before + 1 - 2);
});

test('a channel that is gone keeps nothing', async () => {
  await database.source.manager.delete(ChannelEntity, { id: channel.channelId });
  await expect(admit(yes())).rejects.toMatchObject({ code: 'not_found' });
});
