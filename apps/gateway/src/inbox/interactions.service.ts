import { type Page, type PageRequest, source } from '#contracts';
import { InteractionEntity, ReadDatabase } from '#persistence';
import { type Keyset } from '#relations';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { pageOf } from '../tenancy/keyset.js';
import { TenantScope } from '../tenancy/tenant-scope.js';

/** The record of a turn: why the agent answered as it did, and what that cost. */
export const interaction = z
  .object({
    id: z.uuid(),
    replyId: z.uuid(),
    model: z.string(),
    promptTokens: z.int(),
    completionTokens: z.int(),
    costUsd: z.number(),
    processingMs: z.int(),
    confidence: z.number(),
    handoff: z.boolean(),
    handoffReason: z.string().nullable(),
    intents: z.array(z.string()),
    sources: z.array(source),
    sql: z.object({ count: z.int() }),
    cache: z.object({ hits: z.int(), misses: z.int() }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Interaction' });
export type Interaction = z.output<typeof interaction>;

const byTime: Keyset = [
  { column: 'row.created_at', type: 'timestamptz' },
  { column: 'row.id', type: 'uuid' },
];

const toInteraction = (row: InteractionEntity): Interaction => ({
  id: row.id,
  replyId: row.replyId,
  model: row.model,
  promptTokens: row.promptTokens,
  completionTokens: row.completionTokens,
  costUsd: row.costUsd,
  processingMs: row.processingMs,
  confidence: row.confidence,
  handoff: row.handoff,
  handoffReason: row.handoffReason,
  intents: row.intents,
  sources: row.sources,
  sql: { count: row.sqlStatements },
  cache: { hits: row.cacheHits, misses: row.cacheMisses },
  createdAt: row.createdAt.toISOString(),
});

@Injectable()
export class InteractionsService {
  constructor(
    private readonly scope: TenantScope,
    private readonly database: ReadDatabase,
  ) {}

  /** Newest first; one statement. From the replica: nobody acts on the newest of them at once. */
  list(tenantId: string, conversationId: string, request: PageRequest): Promise<Page<Interaction>> {
    return this.database.read(async (manager) => {
      const query = this.scope
        .of(tenantId, InteractionEntity, manager)
        .select()
        .andWhere('row.conversationId = :conversationId', { conversationId });
      const { items, nextCursor } = await pageOf(query, byTime, request);
      return { items: items.map(toInteraction), nextCursor };
    });
  }
}
