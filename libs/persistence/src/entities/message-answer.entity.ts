import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Column } from 'typeorm';
import { MessageEntity } from './message.entity.js';

/** Which reply answers an inbound message: its primary key makes a second reply unrepresentable. */
@Entity('message_answer')
@Index('message_answer_reply_index', ['tenantId', 'replyId'])
export class MessageAnswerEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  messageId!: string;

  @Column('uuid')
  replyId!: string;

  @ManyToOne(() => MessageEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'message_answer_message',
    },
    {
      name: 'message_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'message_answer_message',
    },
  ])
  message?: MessageEntity;

  @ManyToOne(() => MessageEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'message_answer_reply',
    },
    {
      name: 'reply_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'message_answer_reply',
    },
  ])
  reply?: MessageEntity;
}
