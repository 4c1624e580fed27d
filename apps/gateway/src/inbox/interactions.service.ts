import { type Page, type PageRequest, type Source } from '#contracts';
import { InteractionEntity, ReadDatabase } from '#persistence';
import { type Keyset } from '#relations';
import { Injectable } from '@nestjs/common';
import { pageOf } from '../tenancy/keyset.js';
import { TenantScope } from '../tenancy/tenant-scope.js';

/** The record of a turn: why the agent answered as it did, and what that cost. */
export interface Interaction {
  id: string;
  replyId: string;
  model: string;
  promptTokens: number;
  completionTokens: number;
  costUsd: number;
  processingMs: number;
  confidence: number;
  handoff: boolean;
  handoffReason: string | null;
  intents: string[];
  sources: Source[];
  sql: { count: number };
  cache: { hits: number; misses: number };
  createdAt: string;
}

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
