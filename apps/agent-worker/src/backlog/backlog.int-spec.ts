import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';
import { insertDueConversation } from '../../test/running-worker.js';
import { Backlog, backlogStatement } from './backlog.js';

describe('the backlog', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => database[Symbol.asyncDispose]());

  it('of a new database is nothing', async () => {
    expect(await new Backlog(database.source).state()).toEqual({
      outboxPending: 0,
      deadLetters: 0,
      unansweredOldestSeconds: 0,
    });
  });

  it('counts the failed messages of the last 24 hours, and conversations that are overdue', async () => {
    const encryptionKeys = [`test:${Buffer.alloc(32, 1).toString('base64')}`];
    const channel = await createTenantWithChannel(database.source, { encryptionKeys });
    const later = new Date(Date.now() + 60_000);
    await insertDueConversation(database.source, channel, { dueAt: later, firstDueAt: later });
    const calm = await new Backlog(database.source).state();
    expect(calm).toMatchObject({ deadLetters: 0, unansweredOldestSeconds: 0 });

    const hours = 3600;
    for (const ageSeconds of [0, 23 * hours, 25 * hours]) {
      await insertDueConversation(database.source, channel, { ageSeconds, dueAt: later });
    }
    await database.source.query(`UPDATE message SET state = 'failed'`);
    const { deadLetters, unansweredOldestSeconds } = await new Backlog(database.source).state();
    // Of the conversation that was to be due in a minute as well.
    expect(deadLetters).toBe(3);
    expect(Math.round(unansweredOldestSeconds / hours)).toBe(25);
  });

  it('is read from indexes alone, whatever the tables hold', async () => {
    const runner = database.source.createQueryRunner();
    await runner.query('SET enable_seqscan = off');
    const rows = (await runner.query(`EXPLAIN ${backlogStatement}`)) as { 'QUERY PLAN': string }[];
    await runner.query('RESET enable_seqscan');
    await runner.release();
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).not.toContain('Seq Scan');
    expect(plan).toContain('outbox_delivery_next_index');
    expect(plan).toContain('conversation_due_index');
    expect(plan).toContain('created_at_idx');
  });
});
