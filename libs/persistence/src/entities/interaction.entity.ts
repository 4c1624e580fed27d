import { type Source } from '#contracts';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { bigintAsNumber, numericAsNumber } from './columns.js';
import { ConversationEntity } from './conversation.entity.js';
import { MessageEntity } from './message.entity.js';

/** The record of a turn: what it used, cost and decided. Hash-partitioned by tenant. */
@Entity('interaction')
@Index('interaction_conversation_index', ['tenantId', 'conversationId', 'createdAt', 'id'])
@Index('interaction_time_index', ['tenantId', 'createdAt', 'id'])
@Index('interaction_reply_unique', ['tenantId', 'replyId'], { unique: true })
@Check('interaction_confidence', `"confidence" BETWEEN 0 AND 1`)
@Check('interaction_handoff_has_reason', `"handoff" = ("handoff_reason" IS NOT NULL)`)
@Check('interaction_cached_tokens', `"cached_prompt_tokens" BETWEEN 0 AND "prompt_tokens"`)
@Check(
  'interaction_counts',
  `LEAST("prompt_tokens", "completion_tokens", "processing_ms", "sql_statements", "cache_hits", "cache_misses") >= 0 AND "cost_usd" >= 0`,
)
export class InteractionEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  conversationId!: string;

  @Column('uuid')
  replyId!: string;

  @Column('text')
  model!: string;

  @Column('integer')
  promptTokens!: number;

  /** Those of `promptTokens` that the provider had cached. */
  @Column('integer', { default: 0 })
  cachedPromptTokens!: number;

  @Column('integer')
  completionTokens!: number;

  @Column('numeric', {
    precision: 14,
    scale: 8,
    transformer: numericAsNumber,
  })
  costUsd!: number;

  @Column('integer')
  processingMs!: number;

  @Column('double precision')
  confidence!: number;

  @Column('boolean')
  handoff!: boolean;

  @Column('text', { nullable: true })
  handoffReason!: string | null;

  @Column('text', { array: true })
  intents!: string[];

  @Column('jsonb')
  sources!: Source[];

  /** Statements in all services from the turn's start to its commit, the commit included. */
  @Column('integer')
  sqlStatements!: number;

  @Column('integer')
  cacheHits!: number;

  @Column('integer')
  cacheMisses!: number;

  /** W3C trace id of the turn. */
  @Column('text', { nullable: true })
  traceId!: string | null;

  /** The worker that ran the turn; null in rows older than this column, as the next three. */
  @Column('text', { nullable: true })
  workerId!: string | null;

  /** The fence under which it was committed. */
  @Column('bigint', { nullable: true, transformer: bigintAsNumber })
  fence!: number | null;

  /** Which attempt at these messages it was, from 1. */
  @Column('integer', { nullable: true })
  attempt!: number | null;

  @Column('timestamptz', { nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @ManyToOne(() => ConversationEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'interaction_conversation',
    },
    {
      name: 'conversation_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'interaction_conversation',
    },
  ])
  conversation?: ConversationEntity;

  @ManyToOne(() => MessageEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'interaction_reply',
    },
    { name: 'reply_id', referencedColumnName: 'id', foreignKeyConstraintName: 'interaction_reply' },
  ])
  reply?: MessageEntity;
}
