import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ConversationEntity } from './conversation.entity.js';

export const questionStates = ['open', 'drafted', 'dismissed'] as const;
export type QuestionState = (typeof questionStates)[number];

/** A question that nothing in the tenant's catalog and knowledge answered. */
@Entity('unanswered_question')
@Index('unanswered_question_state_index', ['tenantId', 'state', 'id'])
@Check('unanswered_question_state', `"state" IN ('open', 'drafted', 'dismissed')`)
export class UnansweredQuestionEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  /** UUIDv7, so in order of time. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  conversationId!: string;

  /** As the customer wrote it. */
  @Column('text')
  text!: string;

  /** ISO 639-1, as the agent took it. */
  @Column('text')
  language!: string;

  @Column('text', { default: 'open' })
  state!: QuestionState;

  /** The entry drafted from it; no foreign key: entries come and go. */
  @Column('uuid', { nullable: true })
  knowledgeId!: string | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @ManyToOne(() => ConversationEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'unanswered_question_conversation',
    },
    {
      name: 'conversation_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'unanswered_question_conversation',
    },
  ])
  conversation?: ConversationEntity;
}
