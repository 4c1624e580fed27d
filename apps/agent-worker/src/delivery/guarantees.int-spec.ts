import { type Environment } from '#config';
import { type DeliveryGuarantee, deliveryGuarantees } from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { testEnvironment } from '../../../../test/support/environment.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';
import { DeliveryWorker } from '../../test/delivery-worker.js';
import { FickleReceiver, type Mood } from '../../test/fickle-receiver.js';
import { Outbox } from '../../test/outbox.js';

const repeating = ['exactly_once', 'at_least_once'] as const;

describe('delivering under a guarantee', () => {
  let database: TestDatabase;
  let environment: Environment;
  let worker: DeliveryWorker;
  let receiver: FickleReceiver;
  let outbox: Outbox;

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = testEnvironment({
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      SEND_TIMEOUT_MS: '300',
    });
    worker = await DeliveryWorker.start(environment);
    receiver = await FickleReceiver.listen();
  });
  afterAll(async () => {
    await worker[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await database.source.query('TRUNCATE outbox_delivery CASCADE');
    const { ENCRYPTION_KEYS: encryptionKeys } = environment;
    const deliveryUrl = receiver.url;
    const channel = await createTenantWithChannel(database.source, { encryptionKeys, deliveryUrl });
    outbox = new Outbox(database.source, channel);
    receiver.moods = [];
    receiver.requests.length = 0;
  });

  /** Pauses are over, claims have run out. */
  const laterOn = async (): Promise<void> => {
    await outbox.elapse();
    await worker.deliverer.deliverDue();
  };

  const sequences = (): number[] => receiver.requests.map(({ sequence }) => sequence);

  describe.each<[string, Mood]>([
    ['closes without an answer', 'drop'],
    ['does not answer in time', 'hang'],
    ['fails over it', 500],
    ['is hidden by a proxy’s timeout', 504],
  ])('to a provider that takes the reply and %s', (_, mood) => {
    it.each(repeating)('%s sends it again under the same key, and counts', async (guarantee) => {
      const conversation = await outbox.conversation(1, guarantee);
      receiver.moods = [mood, mood];
      await worker.deliverer.deliverDue();
      expect(await outbox.only(conversation)).toMatchObject({
        ...{ state: 'ambiguous', attempts: 1, ambiguousAttempts: 1, claimedBy: null },
      });
      await laterOn();
      await laterOn();
      const delivery = await outbox.only(conversation);
      expect(delivery).toMatchObject({ state: 'delivered', attempts: 3, ambiguousAttempts: 2 });
      const by = worker.id;
      const error = delivery.history[0]?.error;
      expect(error).toBeTruthy();
      expect(delivery.history).toMatchObject([
        { by, outcome: 'ambiguous' },
        { by, outcome: 'ambiguous', error },
        { by, outcome: 'delivered' },
      ]);
      expect(receiver.requests.map(({ webhookId }) => webhookId)).toEqual(
        Array<string>(3).fill(delivery.id),
      );
    });

    it('at_most_once leaves it to a callback for a while, and never sends it again', async () => {
      const conversation = await outbox.conversation(2, 'at_most_once');
      receiver.moods = [mood];
      await worker.deliverer.deliverDue();
      const [waiting] = await outbox.of(conversation);
      expect(waiting).toMatchObject({ state: 'ambiguous', attempts: 1, ambiguousAttempts: 1 });
      const grace = (waiting?.nextAttemptAt.getTime() ?? 0) - Date.now();
      expect(grace).toBeLessThanOrEqual(environment.LOOKUP_GRACE_MS);
      expect(grace).toBeGreaterThan(environment.LOOKUP_GRACE_MS - 5000);
      await worker.deliverer.deliverDue();
      expect(sequences()).toEqual([1]);

      await laterOn();
      expect(await outbox.of(conversation)).toMatchObject([
        {
          state: 'unconfirmed',
          attempts: 1,
          ambiguousAttempts: 1,
          history: [{ by: worker.id, outcome: 'ambiguous', error: waiting?.lastError }],
        },
        { state: 'delivered', ambiguousAttempts: 0 },
      ]);
      await laterOn();
      expect(sequences()).toEqual([1, 2]);
    });
  });

  describe.each(deliveryGuarantees)('%s', (guarantee) => {
    it.each([429, 503])('repeats what a provider did not take (HTTP %i)', async (status) => {
      const conversation = await outbox.conversation(1, guarantee);
      receiver.moods = [status];
      await worker.deliverer.deliverDue();
      expect(await outbox.only(conversation)).toMatchObject({ state: 'pending', attempts: 1 });
      await laterOn();
      const error = `HTTP ${status}`;
      expect(await outbox.only(conversation)).toMatchObject({
        ...{ state: 'delivered', attempts: 2, ambiguousAttempts: 0, lastError: null },
        history: [{ outcome: 'not_sent', error }, { outcome: 'delivered' }],
      });
    });

    it('repeats what found no connection', async () => {
      const conversation = await outbox.conversation(1, guarantee);
      await database.source.query(`UPDATE channel SET delivery_url = 'http://127.0.0.1:1/'`);
      await worker.deliverer.deliverDue();
      const refused = { outcome: 'not_sent', error: 'ECONNREFUSED' };
      expect(await outbox.only(conversation)).toMatchObject({
        ...{ state: 'pending', ambiguousAttempts: 0, history: [refused] },
      });
    });

    it('stops at a refusal', async () => {
      const conversation = await outbox.conversation(1, guarantee);
      receiver.moods = [410];
      await worker.deliverer.deliverDue();
      await laterOn();
      const history = [{ outcome: 'refused', error: 'HTTP 410' }];
      expect(await outbox.only(conversation)).toMatchObject({ state: 'failed', history });
      expect(sequences()).toEqual([1]);
    });

    it('sends the replies of a conversation in order, one after the other', async () => {
      await outbox.conversation(4, guarantee);
      await worker.deliverer.deliverDue();
      expect(sequences()).toEqual([1, 2, 3, 4]);
    });

    it('lets nothing past a reply of which it is not known whether it arrived', async () => {
      const conversation = await outbox.conversation(2, guarantee);
      receiver.moods = ['drop'];
      await worker.deliverer.deliverDue();
      await worker.deliverer.deliverDue();
      expect(sequences()).toEqual([1]);
      expect(await outbox.of(conversation)).toMatchObject([
        { state: 'ambiguous' },
        { state: 'pending' },
      ]);
      await laterOn();
      expect(sequences()).toEqual(guarantee === 'at_most_once' ? [1, 2] : [1, 1, 2]);
    });
  });

  it.each<[Mood, string]>([
    [410, 'HTTP 410'],
    [503, 'given up: HTTP 503'],
  ])(
    'does not call failed what may have arrived before the last answer: %i',
    async (mood, error) => {
      const conversation = await outbox.conversation(1, 'exactly_once');
      receiver.moods = ['drop', mood];
      await worker.deliverer.deliverDue();
      await database.source.query('UPDATE outbox_delivery SET attempts = 11');
      await laterOn();
      expect(await outbox.only(conversation)).toMatchObject({
        state: 'unconfirmed',
        lastError: error,
      });
    },
  );

  it('by four workers at once sends nothing twice that may be sent once, and all in order', async () => {
    const guarantee: DeliveryGuarantee = 'at_most_once';
    const conversations = await Promise.all(
      Array.from({ length: 12 }, () => outbox.conversation(3, guarantee)),
    );
    receiver.moods = Array.from({ length: 36 }, (_, index) => (index % 3 === 0 ? 'drop' : 200));
    const workers = await Promise.all(
      Array.from({ length: 4 }, () => DeliveryWorker.start(environment)),
    );
    const states = async (): Promise<string[]> =>
      (await Promise.all(conversations.map((id) => outbox.of(id))))
        .flat()
        .map(({ state }) => state);
    const open = (state: string): boolean => !['delivered', 'unconfirmed'].includes(state);
    for (let round = 0; round < 10 && (await states()).some(open); round += 1) {
      await outbox.elapse();
      await Promise.all(workers.map(({ deliverer }) => deliverer.deliverDue()));
    }
    await Promise.all(workers.map((each) => each[Symbol.asyncDispose]()));
    expect((await states()).filter((state) => state === 'unconfirmed')).toHaveLength(12);
    for (const id of conversations) {
      const received = receiver.requests.filter(({ conversationId }) => conversationId === id);
      expect(received.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    }
  });
});
