import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { createTenantWithChannel, type TestChannel } from '../../../../test/support/tenants.js';
import { claimStatement } from './claim-deliveries.js';

/** A node of a plan, as `EXPLAIN (ANALYZE, FORMAT JSON)` tells it. */
interface PlanNode {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const rowsRead = (node: PlanNode): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];

describe('claiming among 10,000 open deliveries', () => {
  let database: TestDatabase;
  let channel: TestChannel;

  beforeAll(async () => {
    database = await createTestDatabase();
    const encryptionKeys = [`test:${Buffer.alloc(32, 1).toString('base64')}`];
    channel = await createTenantWithChannel(database.source, { encryptionKeys });
    const { tenantId, channelId } = channel;
    await database.source.query(
      `WITH customer AS (
         INSERT INTO customer (tenant_id, id)
         SELECT $1, gen_random_uuid() FROM generate_series(1, 10000) RETURNING *
       ), identity AS (
         INSERT INTO customer_identity (tenant_id, channel_id, external_id, customer_id, last_seen_at)
         SELECT $1, $2, id::text, id, now() FROM customer
       ), conversation AS (
         INSERT INTO conversation (tenant_id, id, channel_id, customer_id, last_message_at)
         SELECT $1, gen_random_uuid(), $2, id, now() FROM customer RETURNING *
       ) INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author, text, state)
       SELECT $1, gen_random_uuid(), id, $2, 1, 'agent', 'Yes', 'completed' FROM conversation`,
      [tenantId, channelId],
    );
  });
  afterAll(async () => database[Symbol.asyncDispose]());

  /** One delivery of each conversation, and statistics as autovacuum would soon have them. */
  const open = async (nextAttemptAt: string): Promise<void> => {
    await database.source.query(
      `INSERT INTO outbox_delivery
         (tenant_id, id, reply_id, conversation_id, sequence, payload, next_attempt_at)
       SELECT tenant_id, gen_random_uuid(), id, conversation_id, sequence, '{}', ${nextAttemptAt}
       FROM message`,
    );
    await database.source.query('ANALYZE');
  };

  beforeEach(() => database.source.query('TRUNCATE outbox_delivery CASCADE'));

  /** Runs the statement. @returns how many rows of the outbox it read, and how many it took */
  const claim = async (conversationId?: string): Promise<{ read: number; taken: number }> => {
    const conversation = [conversationId && channel.tenantId, conversationId];
    const [row] = await database.source.query<[{ 'QUERY PLAN': [{ Plan: PlanNode }] }]>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${claimStatement}`,
      ['worker', 30_000, 20, ...conversation, 120_000],
    );
    const plan = row['QUERY PLAN'][0].Plan;
    const read = nodesOf(plan)
      .filter((node) => node['Relation Name'] === 'outbox_delivery')
      .reduce((sum, node) => sum + rowsRead(node), 0);
    return { read, taken: plan['Actual Rows'] };
  };

  it('reads little more than it takes when all are due', async () => {
    await open(`clock_timestamp() - interval '1 minute'`);
    const { read, taken } = await claim();
    expect(taken).toBe(20);
    expect(read).toBeLessThan(200);
  });

  it('does not read what is not due', async () => {
    await open(`clock_timestamp() + interval '1 hour'`);
    const { read, taken } = await claim();
    expect(taken).toBe(0);
    expect(read).toBeLessThan(200);
  });

  it('does not read the others when asked for one conversation', async () => {
    await open(`clock_timestamp() - interval '1 minute'`);
    const [{ id }] = await database.source.query<[{ id: string }]>(
      'SELECT id FROM conversation ORDER BY id DESC LIMIT 1',
    );
    const { read, taken } = await claim(id);
    expect(taken).toBe(1);
    expect(read).toBeLessThan(200);
    expect(await claim(uuidv7())).toMatchObject({ taken: 0 });
  });
});
