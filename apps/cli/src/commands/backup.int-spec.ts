import {
  IdempotencyRecordEntity,
  InteractionEntity,
  MessageAnswerEntity,
  ModelSpendEntity,
  RecentFingerprintEntity,
  UnansweredQuestionEntity,
} from '#persistence';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { appendFile, cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/databases.js';
import { createTenantWithChannel } from '../../../../test/support/tenants.js';
import { Chains } from '../../test/chains.js';
import { encryptionKey, type Ended, runCli } from '../../test/run-cli.js';

let directory: string;
let original: TestDatabase;
let backup: string;

const cli = (database: TestDatabase, ...args: string[]): Promise<Ended> =>
  runCli(args, { DATABASE_URL: database.url });

const tablesStatement = `
  SELECT relname AS name FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    AND relname <> 'change_log' ORDER BY relname`;

/** How many rows each table has, and a digest of all that stands in them. */
const contents = async ({ source }: TestDatabase): Promise<Record<string, string>> => {
  const tables: { name: string }[] = await source.query(tablesStatement);
  const entries = tables.map(async ({ name }) => {
    // When a migration was applied is a database's own.
    const row = name === 'migration' ? 'kept.name' : 'kept::text';
    const [found]: { said: string }[] = await source.query(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(${row}, '|' ORDER BY ${row})), '') AS said
       FROM "${name}" AS kept`,
    );
    return [name, found?.said ?? ''] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
};

/** A file of products on its way in. */
const insertImport = async ({ manager }: DataSource, tenantId: string): Promise<void> => {
  const statements = [
    `import (tenant_id, id, kind, format, actor) VALUES ($1, $2, 'products', 'csv', 'owner')`,
    `import_chunk (tenant_id, import_id, position, bytes) VALUES ($1, $2, 0, '\\x00ff')`,
    `import_row (tenant_id, import_id, number, external_id, item) VALUES ($1, $2, 1, 'a', '{}')`,
    `import_error (tenant_id, import_id, number, errors) VALUES ($1, $2, 2, '[]')`,
  ];
  const id = uuidv7();
  for (const statement of statements)
    await manager.query(`INSERT INTO ${statement}`, [tenantId, id]);
};

/** A row of each kind that an answered question leaves behind, but for the messages themselves. */
const insertTraces = async (
  { manager }: DataSource,
  place: { tenantId: string; channelId: string; conversationId: string; replyId: string },
  messageId: string,
): Promise<void> => {
  const { tenantId, channelId, conversationId, replyId } = place;
  const expiresAt = new Date('2999-12-31T23:59:59.999Z');
  await manager.insert(InteractionEntity, {
    ...{ tenantId, conversationId, replyId, intents: ['a "b"', 'c,d'], sources: [{ a: '\\n' }] },
    ...{ id: uuidv7(), model: 'builtin', promptTokens: 0, completionTokens: 0, costUsd: 0.25 },
    ...{ processingMs: 3, confidence: 0.9, handoff: false, sqlStatements: 3 },
    ...{ cacheHits: 1, cacheMisses: 0 },
  } as unknown as InteractionEntity);
  await manager.insert(MessageAnswerEntity, { tenantId, messageId, replyId });
  await manager.insert(ModelSpendEntity, { tenantId, day: '2026-11-23', tokens: 7, costUsd: 0.25 });
  const fingerprint = { tenantId, channelId, fingerprint: 'f', messageId, expiresAt };
  await manager.insert(RecentFingerprintEntity, fingerprint);
  await manager.insert(IdempotencyRecordEntity, { key: 'k', record: '{}', expiresAt });
  const question = { tenantId, id: uuidv7(), conversationId, text: 'Why?', language: 'en' };
  await manager.insert(UnansweredQuestionEntity, question);
  await manager.query(
    `INSERT INTO handoff_webhook (tenant_id, url, secret_sealed)
     VALUES ($1, 'https://a.example', '\\x00ff')`,
    [tenantId],
  );
  await manager.query(
    `INSERT INTO handoff_notice (tenant_id, id, conversation_id, reason)
     VALUES ($1, $2, $3, 'topic')`,
    [tenantId, uuidv7(), conversationId],
  );
  await manager.query(
    `INSERT INTO delivery_receipt (tenant_id, delivery_id, part, parts, status, sent_at)
     SELECT tenant_id, id, 1, 1, 'sent', clock_timestamp() FROM outbox_delivery`,
  );
  await manager.query(
    `INSERT INTO document_passage (tenant_id, kind, id, part, text, model, vector)
     SELECT tenant_id, kind, id, 1, 'text', 'model', '\\x00ff0a5c'
     FROM document_embedding LIMIT 1`,
  );
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tulia-backup-'));
  original = await createTestDatabase();
  const keysFile = join(directory, 'demo.json');
  const seeded = await cli(original, 'seed', '--keys-file', keysFile);
  expect(seeded).toMatchObject({ code: 0 });
  const encryptionKeys = [encryptionKey];
  const channel = await createTenantWithChannel(original.source, { encryptionKeys });
  const chains = new Chains(original.source, channel);
  const conversation = await chains.conversation();
  const asked = await chains.inbound(conversation, 1, {
    text: 'Tab\there, line\nthere, \\. and é',
  });
  const replyId = await chains.reply(conversation, 2, []);
  await insertTraces(original.source, { ...channel, conversationId: conversation, replyId }, asked);
  expect(await cli(original, 'statistics', 'rebuild')).toMatchObject({ code: 0 });
  await insertImport(original.source, channel.tenantId);
  const replayed = await chains.inbound(await chains.conversation(), 1);
  expect(await cli(original, 'messages', 'replay', replayed, '--force')).toMatchObject({ code: 0 });
  backup = join(directory, 'backup');
  expect(await cli(original, 'backup', '--to', backup)).toMatchObject({ code: 0 });
}, 60_000);

afterAll(async () => {
  await original[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

let target: TestDatabase;
beforeEach(async () => {
  target = await createTestDatabase({ migrated: false });
});
afterEach(async () => target[Symbol.asyncDispose]());

const restored = (folder: string): Promise<Ended> => cli(target, 'restore', '--from', folder);

/** A copy of the backup, to be damaged. */
const copied = async (): Promise<string> => {
  const folder = join(directory, uuidv7());
  await cp(backup, folder, { recursive: true });
  return folder;
};

test('a backup goes into a new database row for row, and what is written next fits', async () => {
  const { code, stderr, stdout } = await restored(backup);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(JSON.parse(stdout)).toMatchObject({ findings: [] });
  const before = await contents(original);
  // Of every kind there is a row, so that a new table is not forgotten here.
  expect(Object.entries(before).filter(([, said]) => said.startsWith('0 '))).toEqual([]);
  expect(await contents(target)).toEqual(before);
  // Triggers are on again, and nothing of them ran twice.
  const channel = await createTenantWithChannel(target.source, { encryptionKeys: [encryptionKey] });
  const chains = new Chains(target.source, channel);
  await chains.inbound(await chains.conversation(), 1);
  const counted: unknown[] = await target.source.query(
    'SELECT FROM statistic_delta WHERE tenant_id = $1',
    [channel.tenantId],
  );
  expect(counted).not.toHaveLength(0);
});

test('a backup holds no secret that is not sealed', async () => {
  const manifest = await readFile(join(backup, 'manifest.json'), 'utf8');
  expect(manifest).not.toContain(encryptionKey.split(':')[1]);
  expect(JSON.parse(manifest)).toMatchObject({ keys: ['test'] });
});

describe('is refused, with nothing written:', () => {
  afterEach(async () => {
    const tables: { name: string }[] = await target.source.query(tablesStatement);
    for (const { name } of tables.filter((table) => table.name !== 'migration')) {
      expect([name, await target.source.query(`SELECT 1 FROM "${name}" LIMIT 1`)]).toEqual([
        name,
        [],
      ]);
    }
  });

  test('a file that was changed', async () => {
    const folder = await copied();
    const file = join(folder, 'product.copy.gz');
    const bytes = await readFile(file);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    await writeFile(file, bytes);
    expect((await restored(folder)).stderr).toMatch(/damaged: product was changed/);
  });

  test('files that are cut off, too long, or missing, each by name', async () => {
    const folder = await copied();
    await truncate(join(folder, 'message.copy.gz'), 10);
    await appendFile(join(folder, 'channel.copy.gz'), 'x');
    await rm(join(folder, 'tenant.copy.gz'));
    const { code, stderr } = await restored(folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/message has 10 bytes of \d+/);
    expect(stderr).toMatch(/channel has/);
    expect(stderr).toMatch(/tenant is missing/);
  });

  test('a backup that was interrupted', async () => {
    const folder = await copied();
    await rm(join(folder, 'manifest.json'));
    expect((await restored(folder)).stderr).toMatch(/no finished backup/);
  });

  test('one of another version', async () => {
    const folder = await copied();
    const file = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...manifest, migration: 'Future1999999999999' }));
    expect((await restored(folder)).stderr).toMatch(/knows no migration Future/);
  });

  test('one whose secrets no key at hand opens', async () => {
    const other = `other:${Buffer.alloc(32, 2).toString('base64')}`;
    const environment = { DATABASE_URL: target.url, ENCRYPTION_KEYS: other };
    const { stderr } = await runCli(['restore', '--from', backup], environment);
    expect(stderr).toMatch(/ENCRYPTION_KEYS lacks test/);
  });
});

test('a database that holds something is left as it is', async () => {
  await target.source.runMigrations({ transaction: 'each' });
  await createTenantWithChannel(target.source, { encryptionKeys: [encryptionKey] });
  const before = await contents(target);
  expect((await restored(backup)).stderr).toMatch(/not empty \(.*tenant/);
  expect(await contents(target)).toEqual(before);
});

test('a folder that holds something is left as it is', async () => {
  expect((await cli(original, 'backup', '--to', backup)).stderr).toMatch(/is not empty/);
});
