import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
} from 'typeorm';
import { ChannelEntity } from './channel.entity.js';
import { bigintAsNumber } from './columns.js';
import { CustomerEntity } from './customer.entity.js';

export const conversationStatuses = ['bot', 'handoff', 'closed'] as const;
export type ConversationStatus = (typeof conversationStatuses)[number];

/**
 * A customer's thread on a channel, and the state machine of its turns: `due_at` says when the
 * next one may start, `fence` and `lease_until` who may commit it. Unanswered messages are those
 * with a sequence above `answered_sequence`.
 */
@Entity('conversation')
@Index('conversation_open_unique', ['tenantId', 'channelId', 'customerId'], {
  unique: true,
  where: `(status <> 'closed'::text)`,
})
@Index('conversation_customer_index', ['tenantId', 'customerId'])
@Index('conversation_inbox_index', ['tenantId', 'lastMessageAt', 'id'])
@Index('conversation_inbox_status_index', ['tenantId', 'status', 'lastMessageAt', 'id'])
@Index('conversation_due_index', ['dueAt'], { where: '(due_at IS NOT NULL)' })
@Check('conversation_status', `"status" IN ('bot', 'handoff', 'closed')`)
@Check(
  'conversation_sequences',
  `0 <= "answered_sequence" AND "answered_sequence" <= "inbound_sequence" AND "inbound_sequence" <= "last_sequence"`,
)
@Check('conversation_only_bot_is_due', `"status" = 'bot' OR "due_at" IS NULL`)
@Check('conversation_due_times', `("due_at" IS NULL) = ("first_due_at" IS NULL)`)
@Check('conversation_lease_has_owner', `("lease_until" IS NULL) = ("owner" IS NULL)`)
@Check('conversation_closed_at', `("status" = 'closed') = ("closed_at" IS NOT NULL)`)
export class ConversationEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  channelId!: string;

  @Column('uuid')
  customerId!: string;

  @Column('text', { default: 'bot' })
  status!: ConversationStatus;

  /** The newest message's sequence, of either direction. */
  @Column('bigint', { default: 0, transformer: bigintAsNumber })
  lastSequence!: number;

  /** The newest inbound message's sequence. */
  @Column('bigint', { default: 0, transformer: bigintAsNumber })
  inboundSequence!: number;

  /** All messages up to here are answered, or were left to a human. */
  @Column('bigint', { default: 0, transformer: bigintAsNumber })
  answeredSequence!: number;

  /** When the next turn may start; null: nothing to answer. */
  @Column('timestamptz', { nullable: true })
  dueAt!: Date | null;

  /** When the turn was due first; caps how far a burst can push `due_at`. */
  @Column('timestamptz', { nullable: true })
  firstDueAt!: Date | null;

  /** Moves whenever the right to answer changes hands; a commit under an older one is refused. */
  @Column('bigint', { default: 0, transformer: bigintAsNumber })
  fence!: number;

  /** The worker that runs the turn. */
  @Column('text', { nullable: true })
  owner!: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  /** Turns begun for the messages that are unanswered now. */
  @Column('integer', { default: 0 })
  turnAttempts!: number;

  /** Consecutive turns below the confidence threshold. */
  @Column('integer', { default: 0 })
  lowConfidenceTurns!: number;

  @Column('text', { nullable: true })
  handoffReason!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column('timestamptz')
  lastMessageAt!: Date;

  @Column('timestamptz', { nullable: true })
  closedAt!: Date | null;

  @ManyToOne(() => ChannelEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'conversation_channel',
    },
    {
      name: 'channel_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'conversation_channel',
    },
  ])
  channel?: ChannelEntity;

  @ManyToOne(() => CustomerEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'conversation_customer',
    },
    {
      name: 'customer_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'conversation_customer',
    },
  ])
  customer?: CustomerEntity;
}
