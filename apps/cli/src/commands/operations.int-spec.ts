import { AuditEntryEntity, ConversationEntity, CustomerEntity } from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';
import { Chains, minutesAgo } from '../../test/chains.js';
import { encryptionKey, type Ended, runCli } from '../../test/run-cli.js';

let database: TestDatabase;
let chains: Chains;

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  const encryptionKeys = [encryptionKey];
  chains = new Chains(
    database.source,
    await createTenantWithChannel(database.source, { encryptionKeys }),
  );
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
});

const cli = (...args: string[]): Promise<Ended> => runCli(args, { DATABASE_URL: database.url });

const json = async (...args: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await cli(...args);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
};

describe('messages', () => {
  test('of any tenant are looked up and replayed, in the name of the command line', async () => {
    const thread = await chains.conversation({ status: 'handoff', handoffReason: 'failed' });
    const id = await chains.inbound(thread, 1, { state: 'failed' });
    expect(await json('messages', 'state', id)).toMatchObject({ messageId: id, state: 'failed' });
    expect(await json('messages', 'replay', id)).toMatchObject({ state: 'received' });
    expect(await json('messages', 'audit', id)).toMatchObject({
      entries: [{ step: 'received' }, { step: 'message.replayed', by: 'cli' }],
    });
  });

  test('that need force are refused without it', async () => {
    const id = await chains.inbound(await chains.conversation(), 1);
    const refused = await cli('messages', 'replay', id);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/force/);
    expect(await json('messages', 'replay', id, '--force')).toMatchObject({ state: 'received' });
  });
});

describe('statistics', () => {
  const counted = async (): Promise<number> => {
    const [row] = await database.source.query<{ count: number }[]>(
      `SELECT sum(value)::int AS count FROM statistic WHERE measure = 'messages'`,
    );
    return row?.count ?? 0;
  };

  test('are counted anew, of all tenants or of one', async () => {
    await chains.inbound(await chains.conversation(), 1);
    expect(await cli('statistics', 'rebuild')).toMatchObject({ code: 0 });
    const count = await counted();
    expect(count).toBeGreaterThan(0);
    await database.source.query('UPDATE statistic SET value = value + 7');
    expect(await cli('statistics', 'rebuild', '--tenant', uuidv7())).toMatchObject({ code: 0 });
    expect(await counted()).toBeGreaterThan(count);
    expect(await cli('statistics', 'rebuild')).toMatchObject({ code: 0 });
    expect(await counted()).toBe(count);
  });
});

describe('locks', () => {
  test('are listed, and released with a reason', async () => {
    const lease = { owner: 'worker-1', leaseUntil: minutesAgo(-1), fence: 4 };
    const due = { answeredSequence: 0, firstDueAt: minutesAgo(1), dueAt: minutesAgo(1) };
    const id = await chains.conversation({ ...lease, ...due });
    const key = `turn:${id}`;
    expect(await json('locks', 'list', '--tenant', chains.tenantId)).toMatchObject([
      { key, conversationId: id, workerId: 'worker-1', fence: 4 },
    ]);
    expect((await cli('locks', 'release', key)).stderr).toMatch(/--reason/);
    expect(await json('locks', 'release', key, '--reason', 'hangs')).toMatchObject({
      key,
      releasedFrom: 'worker-1',
      fence: 5,
    });
    const { manager } = database.source;
    const stored = await manager.findOneByOrFail(ConversationEntity, { id });
    expect(stored).toMatchObject({ fence: 5, owner: null });
    const entry = await manager.findOneByOrFail(AuditEntryEntity, { conversationId: id });
    expect(entry).toMatchObject({ actor: 'cli', action: 'lock.released' });
  });
});

describe('reconcile', () => {
  const range = (): string[] => ['--to', minutesAgo(-1).toISOString(), '--tenant', chains.tenantId];

  test('ends with 0 when all is well', async () => {
    const { code, stdout, stderr } = await cli('reconcile', ...range());
    expect([code, stdout, stderr]).toEqual([0, '', '0 messages, 0 findings\n']);
  });

  test('ends with 1 and names each broken chain', async () => {
    const thread = await chains.conversation();
    const id = await chains.inbound(thread, 1);
    const { code, stdout, stderr } = await cli('reconcile', ...range());
    expect(code).toBe(1);
    for (const named of ['completed_without_answer', chains.tenantId, thread, id]) {
      expect(stdout).toContain(named);
    }
    expect(stderr).toBe('1 messages, 1 findings, completed_without_answer: 1\n');
    expect(JSON.parse((await cli('reconcile', ...range(), '--json')).stdout)).toEqual({
      scanned: 1,
      byKind: { completed_without_answer: 1 },
      findings: [
        {
          kind: 'completed_without_answer',
          tenantId: chains.tenantId,
          conversationId: thread,
          messageId: id,
        },
      ],
    });
  });
});

test("a customer's data is exported, and erased with a proof that the audit keeps", async () => {
  const { tenantId } = await createTenantWithChannel(database.source, {
    encryptionKeys: [encryptionKey],
  });
  const id = uuidv7();
  await database.source.manager.insert(CustomerEntity, { tenantId, id, displayName: 'Asha' });
  expect(await json('customers', 'export', id, '--tenant', tenantId)).toMatchObject({
    customer: { id },
  });
  const erasure = await json('customers', 'erase', id, '--tenant', tenantId);
  expect(erasure).toMatchObject({ customerId: id, by: 'cli', remaining: 0 });
  expect(await database.source.manager.countBy(CustomerEntity, { id })).toBe(0);
  expect((await cli('customers', 'export', id, '--tenant', tenantId)).stderr).toContain(id);
});
