import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { bigintAsNumber } from './columns.js';
import { ConversationEntity } from './conversation.entity.js';

export const messageAuthors = ['customer', 'agent', 'operator'] as const;
export type MessageAuthor = (typeof messageAuthors)[number];

export const messageStates = [
  'received',
  'completed',
  'failed',
  'handed_off',
  'discarded',
] as const;
/**
 * What became of an inbound message; outbound ones are `completed` when decided. That a message is
 * being processed is not stored: its conversation's live lease says it.
 */
export type MessageState = (typeof messageStates)[number];

export interface Attachment {
  url: string;
  contentType?: string;
}

/**
 * One message of a conversation, in or out. Hash-partitioned by tenant.
 * An inbound one is unique by (channel, provider message id); `sequence` orders a conversation.
 */
@Entity('message')
@Index('message_inbound_unique', ['tenantId', 'channelId', 'providerMessageId'], { unique: true })
@Index('message_sequence_unique', ['tenantId', 'conversationId', 'sequence'], { unique: true })
@Index('message_failed_index', ['createdAt'], { where: `(state = 'failed'::text)` })
@Index('message_state_index', ['tenantId', 'state', 'id'], {
  where: `(state = ANY (ARRAY['failed'::text, 'handed_off'::text, 'discarded'::text]))`,
})
@Check('message_author', `"author" IN ('customer', 'agent', 'operator')`)
@Check('message_state', `"state" IN ('received', 'completed', 'failed', 'handed_off', 'discarded')`)
@Check(
  'message_inbound_has_provider_id',
  `("author" = 'customer') = ("provider_message_id" IS NOT NULL)`,
)
export class MessageEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  conversationId!: string;

  @Column('uuid')
  channelId!: string;

  @Column('bigint', { transformer: bigintAsNumber })
  sequence!: number;

  /** `customer` is inbound, the others are outbound. */
  @Column('text')
  author!: MessageAuthor;

  /** The provider's id of an inbound message: what it is recognised by when it comes again. */
  @Column('text', { nullable: true })
  providerMessageId!: string | null;

  @Column('text')
  text!: string;

  @Column('jsonb', { default: [] })
  attachments!: Attachment[];

  @Column('text')
  state!: MessageState;

  /** When the provider says it was written. */
  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @ManyToOne(() => ConversationEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'message_conversation',
    },
    {
      name: 'conversation_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'message_conversation',
    },
  ])
  conversation?: ConversationEntity;
}
