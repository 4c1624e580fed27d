import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { type DeliveryGuarantee } from './channel.entity.js';
import { bigintAsNumber } from './columns.js';
import { ConversationEntity } from './conversation.entity.js';
import { MessageEntity } from './message.entity.js';

/**
 * `ambiguous`: handed to the socket, answer unknown. Final: `delivered`; `failed`, known not to have
 * arrived; `unconfirmed`, ambiguous for good.
 */
export const deliveryStates = [
  'pending',
  'sending',
  'ambiguous',
  'delivered',
  'failed',
  'unconfirmed',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One attempt to send, as its history keeps it. */
export interface DeliveryAttempt {
  at: string;
  /** The worker. */
  by: string;
  outcome: 'delivered' | 'not_sent' | 'ambiguous' | 'refused';
  error?: string;
}

/** A reply on its way to the provider; written in the transaction that decides the reply. */
@Entity('outbox_delivery')
@Index('outbox_delivery_reply_unique', ['tenantId', 'replyId'], { unique: true })
@Index('outbox_delivery_order_index', ['tenantId', 'conversationId', 'sequence'], {
  where: `(state = ANY (ARRAY['pending'::text, 'sending'::text, 'ambiguous'::text]))`,
})
@Index('outbox_delivery_next_index', ['nextAttemptAt'], {
  where: `(state = ANY (ARRAY['pending'::text, 'sending'::text, 'ambiguous'::text]))`,
})
@Check(
  'outbox_delivery_state',
  `"state" IN ('pending', 'sending', 'ambiguous', 'delivered', 'failed', 'unconfirmed')`,
)
@Check(
  'outbox_delivery_guarantee',
  `"guarantee" IN ('exactly_once', 'at_most_once', 'at_least_once')`,
)
@Check('outbox_delivery_ambiguous_attempts', `"ambiguous_attempts" >= 0`)
@Check('outbox_delivery_sending_is_claimed', `("state" = 'sending') = ("claimed_by" IS NOT NULL)`)
@Check('outbox_delivery_delivered_at', `("state" = 'delivered') = ("delivered_at" IS NOT NULL)`)
export class OutboxDeliveryEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  /** The idempotency key towards the provider, constant over retries. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  replyId!: string;

  @Column('uuid')
  conversationId!: string;

  /** The reply's sequence: an earlier undelivered one of the conversation goes first. */
  @Column('bigint', { transformer: bigintAsNumber })
  sequence!: number;

  /** What the channel posts besides the text: answered ids, sources, confidence. */
  @Column('jsonb')
  payload!: object;

  @Column('text', { default: 'pending' })
  state!: DeliveryState;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** Pending: the next attempt. Sending: the claim's end. */
  @Column('timestamptz')
  nextAttemptAt!: Date;

  /** The worker that sends now. */
  @Column('text', { nullable: true })
  claimedBy!: string | null;

  /** The channel's, when the reply was decided. */
  @Column('text', { default: 'exactly_once' })
  guarantee!: DeliveryGuarantee;

  /** Attempts of which it is not known whether the provider took the reply. */
  @Column('integer', { default: 0 })
  ambiguousAttempts!: number;

  /** Every attempt that came to an end, in order. */
  @Column('jsonb', { default: [] })
  history!: DeliveryAttempt[];

  /** Free text came after the provider's window: the channel's template is sent instead. */
  @Column('boolean', { default: false })
  useTemplate!: boolean;

  @Column('text', { nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  deliveredAt!: Date | null;

  @ManyToOne(() => MessageEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'outbox_delivery_reply',
    },
    {
      name: 'reply_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'outbox_delivery_reply',
    },
  ])
  reply?: MessageEntity;

  @ManyToOne(() => ConversationEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'outbox_delivery_conversation',
    },
    {
      name: 'conversation_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'outbox_delivery_conversation',
    },
  ])
  conversation?: ConversationEntity;
}
