import { type Page } from '#contracts';
import { CuttableLink } from '#local-servers';
import {
  ConversationEntity,
  type ConversationStatus,
  conversationStatuses,
  InteractionEntity,
  MessageEntity,
} from '#persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import {
  createTestDatabase,
  type TestDatabase,
  testRedisUrl,
} from '../../../../test/support/databases.js';
import { RunningGateway } from '../../test/running-gateway.js';
import { createShop, type Shop } from '../../test/two-shops.js';
import { Admissions } from '../admissions/admissions.service.js';
import { type AgentFigures, type ConversationFigures } from './counted.js';
import { type Period } from './period.js';
import { StatisticsFolding } from './statistics-folding.service.js';

const noon = Date.UTC(2026, 2, 1, 12);
const minuteMs = 60_000;
const at = (minutes: number): Date => new Date(noon + minutes * minuteMs);

let database: TestDatabase;
let gateway: RunningGateway;
let shop: Shop;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await RunningGateway.start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
});

beforeEach(async () => {
  shop = await createShop(database.source, gateway.environment.ENCRYPTION_KEYS);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const fold = (): Promise<void> => gateway.app.get(StatisticsFolding, { strict: false }).fold();

const read = <Figures>(path: string, key = shop.viewer) =>
  gateway.call<Period & Figures>(`/v1/statistics/${path}`, { key });

const figures = async <Figures>(path: string): Promise<Period & Figures> => {
  const { status, body } = await read<Figures>(path);
  expect(status).toBe(200);
  return body;
};

/** A customer's first message opens a conversation, begun when it was written. */
const write = async (customer: string, minutes: number): Promise<string> => {
  const channel = { tenantId: shop.tenantId, id: shop.channelId };
  const { messageId } = await gateway.app.get(Admissions, { strict: false }).admit(channel, {
    providerMessageId: uuidv7(),
    from: { id: customer },
    text: 'When are you open?',
    attachments: [],
  });
  const { tenantId } = shop;
  const { conversationId } = await database.source.manager.findOneByOrFail(MessageEntity, {
    tenantId,
    id: messageId,
  });
  await database.source.query(
    `UPDATE conversation SET created_at = $3 WHERE tenant_id = $1 AND id = $2 AND last_sequence = 1`,
    [tenantId, conversationId, at(minutes)],
  );
  return conversationId;
};

interface Answer {
  minutes: number;
  processingMs: number;
  confidence: number;
  costUsd: number;
  handoff: boolean;
}

const answer = async (
  conversationId: string,
  { minutes, handoff, ...given }: Answer,
): Promise<void> => {
  const { tenantId, channelId } = shop;
  const { manager } = database.source;
  const [rows] = await manager.query<[{ sequence: number }[], number]>(
    `UPDATE conversation SET last_sequence = last_sequence + 1
     WHERE tenant_id = $1 AND id = $2 RETURNING last_sequence::int AS sequence`,
    [tenantId, conversationId],
  );
  const [row] = rows;
  if (row === undefined) return;
  const place = { tenantId, conversationId, createdAt: at(minutes) };
  const replyId = uuidv7();
  await manager.insert(MessageEntity, {
    ...place,
    id: replyId,
    channelId,
    sequence: row.sequence,
    author: 'agent',
    text: 'Always.',
    state: 'completed',
  });
  await manager.insert(InteractionEntity, {
    ...place,
    ...given,
    id: uuidv7(),
    replyId,
    model: 'builtin',
    promptTokens: 1,
    completionTokens: 1,
    handoff,
    ...(handoff && { handoffReason: 'asked' }),
    intents: [],
    sources: [],
    sqlStatements: 3,
    cacheHits: 0,
    cacheMisses: 0,
  });
};

const setStatus = (customer: string, status: ConversationStatus): Promise<unknown> =>
  database.source.query(
    `UPDATE conversation SET status = $3, due_at = NULL, first_due_at = NULL,
       closed_at = CASE WHEN $3 = 'closed' THEN now() END
     WHERE tenant_id = $1 AND status <> 'closed' AND customer_id IN (
       SELECT customer_id FROM customer_identity WHERE tenant_id = $1 AND external_id = $2)`,
    [shop.tenantId, customer, status],
  );

const erase = (customer: string): Promise<unknown> =>
  database.source.query(
    `DELETE FROM customer WHERE tenant_id = $1 AND id IN (
       SELECT customer_id FROM customer_identity WHERE tenant_id = $1 AND external_id = $2)`,
    [shop.tenantId, customer],
  );

const within = 'tenant_id = $1 AND created_at >= $2 AND created_at < $3';

/** The same figures the slow way: every row is looked at. */
const naively = async (from: Date, to: Date): Promise<ConversationFigures & AgentFigures> => {
  const values = [shop.tenantId, from, to];
  const rowsOf = <Row>(columns: string, table: string): Promise<Row[]> =>
    database.source.query(`SELECT ${columns} FROM ${table} WHERE ${within}`, values);
  const conversations = await rowsOf<{ status: ConversationStatus }>('status', 'conversation');
  const messages = await rowsOf('id', 'message');
  const interactions = await rowsOf<{ ms: number; sure: number; cost: number; gave_up: boolean }>(
    'processing_ms AS ms, confidence AS sure, cost_usd::float8 AS cost, handoff AS gave_up',
    'interaction',
  );
  const count = interactions.length;
  const sum = (of: (row: (typeof interactions)[number]) => number): number =>
    interactions.reduce((total, row) => total + of(row), 0);
  const average = (total: number): number | null => (count === 0 ? null : total / count);
  const sorted = interactions.map(({ ms }) => ms).sort((one, other) => one - other);
  return {
    total: conversations.length,
    byStatus: Object.fromEntries(
      conversationStatuses.map((status) => [
        status,
        conversations.filter((row) => row.status === status).length,
      ]),
    ) as Record<ConversationStatus, number>,
    messages: messages.length,
    interactions: count,
    averageConfidence: average(sum(({ sure }) => sure)),
    handoffRate: average(sum(({ gave_up }) => Number(gave_up))),
    totalCostUsd: sum(({ cost }) => cost),
    averageProcessingMs: average(sum(({ ms }) => ms)),
    p95ProcessingMs: sorted[Math.ceil(0.95 * count) - 1] ?? null,
  };
};

const close = (value: number | null, relative = 1e-9): unknown =>
  value === null
    ? null
    : expect.closeTo(value, Math.max(0, -Math.log10(Math.max(value, 1e-6) * relative * 2)));

describe('figures', () => {
  it('are those of a tenant’s conversations and of its agent, over a time', async () => {
    const first = await write('asha', 0);
    await answer(first, {
      minutes: 1,
      processingMs: 100,
      confidence: 0.5,
      costUsd: 0.001,
      handoff: false,
    });
    const second = await write('ben', 20);
    await answer(second, {
      minutes: 21,
      processingMs: 300,
      confidence: 1,
      costUsd: 0.002,
      handoff: true,
    });
    await setStatus('ben', 'handoff');
    const day = 'from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z';
    expect(await figures(`conversations?${day}`)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-02T00:00:00.000Z',
      total: 2,
      byStatus: { bot: 1, handoff: 1, closed: 0 },
      // What the customers wrote was written now.
      messages: 2,
      interactions: 2,
    });
    expect(await figures(`agent?${day}`)).toEqual({
      from: '2026-03-01T00:00:00.000Z',
      to: '2026-03-02T00:00:00.000Z',
      interactions: 2,
      averageConfidence: 0.75,
      handoffRate: 0.5,
      totalCostUsd: 0.003,
      averageProcessingMs: 200,
      p95ProcessingMs: expect.closeTo(300, -1.1),
    });
    expect(await figures('conversations?to=2026-03-01T12:14:00Z')).toMatchObject({
      from: null,
      to: '2026-03-01T12:15:00.000Z',
      total: 1,
    });
  });

  it('are nothing, and no numbers, of a time in which nothing happened', async () => {
    expect(await figures('agent?from=2031-01-01T00:00:00Z')).toEqual({
      from: '2031-01-01T00:00:00.000Z',
      to: null,
      interactions: 0,
      averageConfidence: null,
      handoffRate: null,
      totalCostUsd: 0,
      averageProcessingMs: null,
      p95ProcessingMs: null,
    });
  });

  it('are answered from memory until something has been counted, or the cache is not wanted', async () => {
    await write('asha', 0);
    await fold();
    expect(await figures('conversations')).toMatchObject({ total: 1 });
    await write('ben', 0);
    expect(await figures('conversations')).toMatchObject({ total: 1 });
    expect(await figures('conversations?use_cache=false')).toMatchObject({ total: 2 });
    await fold();
    expect(await figures('conversations')).toMatchObject({ total: 2 });
  });

  it('are counted anew once the tenant’s settings have changed', async () => {
    await write('asha', 0);
    expect(await figures('conversations')).toMatchObject({ total: 1 });
    await write('ben', 0);
    const json = { settings: { timezone: 'Africa/Nairobi' } };
    await gateway.call(`/v1/tenants/${shop.tenantId}`, { method: 'PATCH', key: shop.owner, json });
    expect(await figures('conversations')).toMatchObject({ total: 2 });
  });

  it.each([
    ['from', 'from=yesterday'],
    ['to', 'to=2026-13-01T00:00:00Z'],
    ['to', 'from=2026-03-01T00:10:00Z&to=2026-03-01T00:05:00Z'],
  ])('refuse a %s that is none: %s', async (field, query) => {
    const { status, body } = await gateway.call<{ errors: { field: string }[] }>(
      `/v1/statistics/agent?${query}`,
      { key: shop.viewer },
    );
    expect(status).toBe(400);
    expect(body.errors.map((error) => error.field)).toEqual([field]);
  });

  it('are none of another tenant’s', async () => {
    await write('asha', 0);
    const other = await createShop(database.source, gateway.environment.ENCRYPTION_KEYS);
    const { body } = await read<ConversationFigures>('conversations', other.viewer);
    expect(body).toMatchObject({ total: 0, messages: 0 });
  });

  it('equal a count of every row, whatever happened, folded or not, and counted anew', async () => {
    const minutes = fc.integer({ min: 0, max: 120 });
    const customer = fc.constantFrom('asha', 'ben', 'chidi');
    const event = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), customer, minutes }),
      fc.record({
        kind: fc.constant('answer' as const),
        customer,
        answer: fc.record({
          minutes,
          processingMs: fc.integer({ min: 1, max: 100_000 }),
          confidence: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
          costUsd: fc.integer({ min: 0, max: 10_000 }).map((parts) => parts / 1e6),
          handoff: fc.boolean(),
        }),
      }),
      fc.record({
        kind: fc.constant('status' as const),
        customer,
        status: fc.constantFrom(...conversationStatuses),
      }),
      fc.record({ kind: fc.constant('erase' as const), customer }),
      fc.record({ kind: fc.constant('fold' as const) }),
      fc.record({ kind: fc.constant('recount' as const) }),
    );
    const slots = fc.integer({ min: -1, max: 9 });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), slots, slots, async (events, a, b) => {
        shop = await createShop(database.source, gateway.environment.ENCRYPTION_KEYS);
        const conversations = new Map<string, string>();
        for (const happened of events) {
          if (happened.kind === 'write') {
            const { customer: who, minutes: when } = happened;
            conversations.set(who, await write(who, when));
          } else if (happened.kind === 'answer') {
            const conversation = conversations.get(happened.customer);
            if (conversation !== undefined) await answer(conversation, happened.answer);
          } else if (happened.kind === 'status')
            await setStatus(happened.customer, happened.status);
          else if (happened.kind === 'erase') await erase(happened.customer);
          else if (happened.kind === 'fold') await fold();
          else await database.source.query('SELECT recount_statistics($1)', [shop.tenantId]);
        }
        const from = at(15 * Math.min(a, b));
        const to = at(15 * (Math.max(a, b) + 1));
        const query = `from=${from.toISOString()}&to=${to.toISOString()}&use_cache=false`;
        const shown = {
          ...(await figures<ConversationFigures>(`conversations?${query}`)),
          ...(await figures<AgentFigures>(`agent?${query}`)),
        };
        const { averageConfidence, totalCostUsd, averageProcessingMs, ...exact } = await naively(
          from,
          to,
        );
        const { p95ProcessingMs, handoffRate, ...counts } = exact;
        expect(shown).toMatchObject({
          ...counts,
          handoffRate: close(handoffRate),
          averageConfidence: close(averageConfidence),
          totalCostUsd: close(totalCostUsd),
          averageProcessingMs: close(averageProcessingMs),
        });
        const error = Math.abs((shown.p95ProcessingMs ?? 0) - (p95ProcessingMs ?? 0));
        // Two per cent, and half a millisecond of rounding.
        expect(error).toBeLessThanOrEqual(0.02 * (p95ProcessingMs ?? 0) + 0.5);
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('with a replica', () => {
  let replica: TestDatabase;
  let link: CuttableLink;
  let replicated: RunningGateway;
  const messages = async (query = ''): Promise<number> => {
    const { body } = await replicated.call<ConversationFigures>(
      `/v1/statistics/conversations${query}`,
      { key: shop.viewer },
    );
    return body.messages;
  };

  beforeAll(async () => {
    replica = await createTestDatabase();
    const url = new URL(replica.url);
    link = await CuttableLink.to(Number(url.port));
    url.port = new URL(link.url).port;
    replicated = await RunningGateway.start({
      DATABASE_URL: database.url,
      DATABASE_READ_URL: url.href,
      REDIS_URL: testRedisUrl(),
    });
  });

  // What tells the two apart: only the replica has counted anything.
  beforeEach(async () => {
    await replica.source.query('INSERT INTO statistic_delta VALUES ($1, $2, $3, $4)', [
      ...[shop.tenantId, at(0), 'messages', 7],
    ]);
  });

  afterAll(async () => {
    await replicated[Symbol.asyncDispose]();
    await replica[Symbol.asyncDispose]();
  });

  it('figures come from it, unless they are to be exact', async () => {
    expect(await messages()).toBe(7);
    expect(await messages('?use_cache=false')).toBe(0);
  });

  it('interactions come from it', async () => {
    await write('asha', 0);
    const { tenantId, viewer: key } = shop;
    const { id } = await database.source.manager.findOneByOrFail(ConversationEntity, { tenantId });
    await answer(id, { minutes: 0, processingMs: 10, confidence: 1, costUsd: 0, handoff: false });
    const path = `/v1/conversations/${id}/interactions`;
    expect((await gateway.call<Page<object>>(path, { key })).body.items).toHaveLength(1);
    expect((await replicated.call<Page<object>>(path, { key })).body.items).toEqual([]);
  });

  it('figures come from the primary once it is away', async () => {
    link[Symbol.dispose]();
    expect(await messages()).toBe(0);
  });
});
