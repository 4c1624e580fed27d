import { type Environment } from '#config';
import { deliveryGuarantees } from '#persistence';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';
import { DeliveryWorker } from '../../test/delivery-worker.js';
import { FickleReceiver } from '../../test/fickle-receiver.js';
import { Outbox } from '../../test/outbox.js';
import { type TakenDelivery } from './claim-deliveries.js';

const silence = { outcome: 'ambiguous', error: 'its sender did not report back' };

describe('a claim on a delivery', () => {
  let database: TestDatabase;
  let environment: Environment;
  let worker: DeliveryWorker;
  let dying: DeliveryWorker;
  let receiver: FickleReceiver;
  let outbox: Outbox;

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = testEnvironment({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
    worker = await DeliveryWorker.start(environment);
    dying = await DeliveryWorker.start(environment);
    receiver = await FickleReceiver.listen();
  });
  afterAll(async () => {
    await worker[Symbol.asyncDispose]();
    await dying[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await database.source.query('TRUNCATE outbox_delivery CASCADE');
    const { ENCRYPTION_KEYS: encryptionKeys } = environment;
    const deliveryUrl = receiver.url;
    const channel = await createTenantWithChannel(database.source, { encryptionKeys, deliveryUrl });
    outbox = new Outbox(database.source, channel);
    receiver.requests.length = 0;
  });

  const claimBy = async ({ store }: DeliveryWorker): Promise<TakenDelivery> => {
    const [claimed, ...others] = await store.takeDue(1);
    if (claimed === undefined || others.length > 0) throw new Error('not exactly one claim');
    return claimed;
  };

  it('costs one statement, and recording what came of it another', async () => {
    await outbox.conversation(1, 'at_most_once');
    const statements = await runInLedger(async (ledger) => {
      await worker.deliverer.deliverDue();
      return ledger.sqlStatements;
    });
    expect(statements).toBe(2);
    expect(receiver.requests).toHaveLength(1);
  });

  it.each(['exactly_once', 'at_least_once'] as const)(
    'that ran out is an ambiguous attempt, and is sent again under %s',
    async (guarantee) => {
      const conversation = await outbox.conversation(1, guarantee);
      await claimBy(dying);
      await outbox.elapse();
      await worker.deliverer.deliverDue();
      expect(await outbox.only(conversation)).toMatchObject({
        ...{ state: 'delivered', attempts: 2, ambiguousAttempts: 1 },
        history: [
          { by: dying.id, ...silence },
          { by: worker.id, outcome: 'delivered' },
        ],
      });
    },
  );

  it('that ran out is an ambiguous attempt, and is not sent again under at_most_once', async () => {
    const conversation = await outbox.conversation(2, 'at_most_once');
    await claimBy(dying);
    await outbox.elapse();
    await worker.deliverer.deliverDue();
    const found = {
      ...{ attempts: 1, ambiguousAttempts: 1, claimedBy: null, lastError: silence.error },
      history: [{ by: dying.id, ...silence }],
    };
    const [first] = await outbox.of(conversation);
    expect(first).toMatchObject({ ...found, state: 'ambiguous' });
    const grace = (first?.nextAttemptAt.getTime() ?? 0) - Date.now();
    expect(grace).toBeGreaterThan(environment.LOOKUP_GRACE_MS - 5000);

    await outbox.elapse();
    await worker.deliverer.deliverDue();
    const delivered = { state: 'delivered', ambiguousAttempts: 0 };
    expect(await outbox.of(conversation)).toMatchObject([
      { ...found, state: 'unconfirmed' },
      delivered,
    ]);
    expect(receiver.requests.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it.each(deliveryGuarantees)(
    'that ran out is counted once by many finders: %s',
    async (guarantee) => {
      const conversation = await outbox.conversation(1, guarantee);
      await claimBy(dying);
      await outbox.elapse();
      const finders = Array.from({ length: 10 }, () => worker.deliverer.deliverDue());
      await Promise.all(finders);
      const { ambiguousAttempts, history } = await outbox.only(conversation);
      expect(ambiguousAttempts).toBe(1);
      expect(history.filter(({ outcome }) => outcome === 'ambiguous')).toHaveLength(1);
    },
  );

  it.each(deliveryGuarantees)('that was taken up cannot be reported on: %s', async (guarantee) => {
    const conversation = await outbox.conversation(1, guarantee);
    const late = await claimBy(dying);
    await outbox.elapse();
    await worker.store.takeDue(1);
    const before = await outbox.only(conversation);
    await dying.store.record(late, { outcome: 'refused', state: 'failed', error: 'late' });
    expect(await outbox.only(conversation)).toEqual(before);
  });

  it('that ran out while its request was under way is counted by its finder only', async () => {
    const conversation = await outbox.conversation(1, 'at_most_once');
    const before = [await dying.ambiguous(), await worker.ambiguous()];
    receiver.moods = ['hang'];
    const sending = dying.deliverer.deliverDue();
    await eventually('the request is under way', () => receiver.requests.length === 1);
    await outbox.elapse();
    await worker.deliverer.deliverDue();
    receiver.hangUp();
    await sending;
    const { ambiguousAttempts, history } = await outbox.only(conversation);
    expect({ ambiguousAttempts, history }).toMatchObject({
      ambiguousAttempts: 1,
      history: [{ by: dying.id, ...silence }],
    });
    expect([await dying.ambiguous(), await worker.ambiguous()]).toEqual([
      before[0],
      (before[1] ?? 0) + 1,
    ]);
  });

  it('that was taken up by its own worker is another claim', async () => {
    const conversation = await outbox.conversation(1, 'exactly_once');
    const late = await claimBy(worker);
    await outbox.elapse();
    const now = await claimBy(worker);
    await worker.store.record(late, { outcome: 'refused', state: 'failed', error: 'late' });
    expect(await outbox.only(conversation)).toMatchObject({ state: 'sending', attempts: 2 });
    await worker.store.record(now, { outcome: 'delivered', state: 'delivered' });
    expect(await outbox.only(conversation)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('is measured from before it was asked for', async () => {
    await outbox.conversation(1, 'exactly_once');
    const holder = database.source.createQueryRunner();
    await holder.startTransaction();
    await holder.query('LOCK TABLE outbox_delivery IN ACCESS EXCLUSIVE MODE');
    const asking = claimBy(worker);
    await holder.query('SELECT pg_sleep(0.05)');
    const given = performance.now();
    await holder.commitTransaction();
    await holder.release();
    expect((await asking).claimAskedAt).toBeLessThan(given - 40);
  });

  it('that is about to run out sends nothing and records nothing', async () => {
    const conversation = await outbox.conversation(1, 'exactly_once');
    const claimed = await claimBy(worker);
    const before = await outbox.only(conversation);
    const { SEND_CLAIM_MS, SEND_TIMEOUT_MS } = environment;
    const pausedFor = SEND_CLAIM_MS - SEND_TIMEOUT_MS;
    const clock = jest.spyOn(performance, 'now');
    try {
      clock.mockReturnValue(claimed.claimAskedAt + pausedFor + 1);
      await worker.deliverer.deliver(claimed);
      expect(await outbox.only(conversation)).toEqual(before);
      expect(receiver.requests).toEqual([]);

      clock.mockReturnValue(claimed.claimAskedAt + pausedFor - 1);
      await worker.deliverer.deliver(claimed);
    } finally {
      clock.mockRestore();
    }
    expect(receiver.requests).toHaveLength(1);
    expect(await outbox.only(conversation)).toMatchObject({ state: 'delivered' });
  });
});
