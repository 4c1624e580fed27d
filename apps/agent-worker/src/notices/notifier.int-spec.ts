import { ChannelsModule } from '#channels';
import { ConfigModule } from '#config';
import { handOff } from '#conversations';
import { PersistenceModule, SecretBox } from '#persistence';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import { Receiver, type ReceivedReply } from '../../../../test/support/receiver.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { admitted } from '../../test/conversations.js';
import { DueNotices } from './due-notices.js';
import { Notifier } from './notifier.js';

const encryptionKeys = `test:${Buffer.alloc(32, 1).toString('base64')}`;
const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
/** No sweep of its own in this time: the tests tell. */
const never = 600_000;

describe('a business that wants to hear of handoffs', () => {
  let database: TestDatabase;
  let channel: TestChannel;
  let receiver: Receiver;
  let app: INestApplicationContext;

  const told = (): (ReceivedReply & { reason?: string; open?: boolean })[] => receiver.replies;
  const untold = (): Promise<
    { attempts: number; waits: boolean | null; last_error: string | null }[]
  > =>
    database.source.query(
      `SELECT attempts, last_error, next_attempt_at > clock_timestamp() AS waits FROM handoff_notice`,
    );
  const becomeDue = (): Promise<unknown> =>
    database.source.query('UPDATE handoff_notice SET next_attempt_at = clock_timestamp()');
  const tell = (): Promise<void> => app.get(Notifier, { strict: false }).tellDue();
  const handOver = async (reason: string): Promise<string> => {
    const { tenantId } = channel;
    const conversationId = await admitted(database.source, channel, 'Help');
    await handOff(database.source, { tenantId, conversationId, by: 'worker' }, reason);
    return conversationId;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const environment = testEnvironment({
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1',
      ENCRYPTION_KEYS: encryptionKeys,
      OUTBOUND_ALLOW_HOSTS: '127.0.0.1',
      SWEEP_MS: String(never),
      SEND_RETRY_MS: '60000',
    });
    class NoticesTestModule {}
    const module = {
      module: NoticesTestModule,
      imports: [
        ConfigModule.forRoot(environment),
        PersistenceModule.forRoot('notifier'),
        ChannelsModule,
      ],
      providers: [DueNotices, Notifier],
    };
    app = await NestFactory.createApplicationContext(module, { logger: false });
  });
  afterAll(async () => {
    await app.close();
    await database[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    receiver = await Receiver.listen();
    receiver.trust(secret);
    channel = await createTenantWithChannel(database.source, { encryptionKeys: [encryptionKeys] });
    await database.source.query(
      'INSERT INTO handoff_webhook (tenant_id, url, secret_sealed) VALUES ($1, $2, $3)',
      [channel.tenantId, receiver.url, new SecretBox([encryptionKeys]).seal(secret)],
    );
  });
  afterEach(async () => {
    await database.source.query('DELETE FROM handoff_notice');
    await receiver[Symbol.asyncDispose]();
  });

  it('is told once, signed, and not a word of what was written', async () => {
    const conversationId = await handOver('customer_asked');
    await tell();
    await tell();
    expect(told()).toMatchObject([
      {
        type: 'conversation.handoff',
        ...{ conversationId, channelId: channel.channelId, reason: 'customer_asked', open: true },
      },
    ]);
    expect(JSON.stringify(told())).not.toContain('Help');
    expect(await untold()).toEqual([]);
  });

  it('is told whether it is open at that time', async () => {
    const day = { open: '00:00', close: '00:01' };
    await database.source.query(
      `UPDATE agent_configuration SET business_hours = $2 WHERE tenant_id = $1`,
      [channel.tenantId, { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }],
    );
    await handOver('topic');
    await database.source.query(`UPDATE handoff_notice SET created_at = '2026-11-24T12:00:00Z'`);
    await tell();
    expect(told()).toMatchObject([{ open: false }]);
  });

  it('is told again, under the same id, when it did not take it', async () => {
    await handOver('keyword');
    receiver.status = 500;
    await tell();
    expect(await untold()).toEqual([{ attempts: 1, waits: true, last_error: 'HTTP 500' }]);
    const [{ id = '' } = {}]: { id?: string }[] = await database.source.query(
      'SELECT id FROM handoff_notice',
    );
    receiver.status = 204;
    await tell();
    expect(told()).toEqual([]);
    await becomeDue();
    await tell();
    expect(told()).toMatchObject([{ webhookId: id }]);
    expect(await untold()).toEqual([]);
  });

  it('is given up on after a day of trying, and that is kept', async () => {
    await handOver('keyword');
    receiver.status = 410;
    await database.source.query('UPDATE handoff_notice SET attempts = 11');
    await tell();
    expect(await untold()).toEqual([{ attempts: 12, waits: null, last_error: 'HTTP 410' }]);
  });

  it('is told nothing any more once it took its webhook away', async () => {
    await handOver('keyword');
    await database.source.query('DELETE FROM handoff_webhook');
    await tell();
    expect(told()).toEqual([]);
    expect(await untold()).toEqual([]);
  });

  it('is told by one worker at a time', async () => {
    await handOver('keyword');
    const notices = app.get(DueNotices, { strict: false });
    const claims = await Promise.all([1, 2, 3].map(() => notices.claim(20, 10_000)));
    expect(claims.flat()).toHaveLength(1);
  });

  it('has another notice than another business', async () => {
    const other = await createTenantWithChannel(database.source, {
      encryptionKeys: [encryptionKeys],
    });
    const conversationId = await admitted(database.source, other, 'Help');
    const { tenantId } = other;
    await handOff(database.source, { tenantId, conversationId, by: 'worker' }, 'topic');
    expect(await untold()).toEqual([]);
  });
});
