import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  UpdateDateColumn,
} from 'typeorm';
import { ConversationEntity } from './conversation.entity.js';
import { TenantEntity } from './tenant.entity.js';

/** Where a business hears of conversations that need a human. */
@Entity('handoff_webhook')
export class HandoffWebhookEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @Column('text')
  url!: string;

  /** A Standard Webhooks secret, sealed. */
  @Column('bytea')
  secretSealed!: Buffer;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;

  @OneToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'handoff_webhook_tenant' })
  tenant?: TenantEntity;
}

/** A handoff the business's webhook has not taken yet; a trigger on `conversation` writes it. */
@Entity('handoff_notice')
@Index('handoff_notice_due_index', ['nextAttemptAt'], { where: 'next_attempt_at IS NOT NULL' })
export class HandoffNoticeEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  conversationId!: string;

  @Column('text')
  reason!: string;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** Null: given up. */
  @Column('timestamptz', { nullable: true, default: () => 'clock_timestamp()' })
  nextAttemptAt!: Date | null;

  @Column('text', { nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @ManyToOne(() => ConversationEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'handoff_notice_conversation',
    },
    {
      name: 'conversation_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'handoff_notice_conversation',
    },
  ])
  conversation?: ConversationEntity;
}
