import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

/** Something that was done to a conversation besides answering it: by whom, when and why. */
@Entity('audit_entry')
@Index('audit_entry_at_index', ['tenantId', 'at', 'id'])
@Index('audit_entry_conversation_index', ['tenantId', 'conversationId', 'at'])
export class AuditEntryEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  at!: Date;

  /** `key:<id>` an API key, `worker:<id>` a worker, `cli` the command line. */
  @Column('text')
  actor!: string;

  /** What was done, such as `lock.released`. */
  @Column('text')
  action!: string;

  @Column('uuid', { nullable: true })
  conversationId!: string | null;

  @Column('uuid', { nullable: true })
  messageId!: string | null;

  @Column('jsonb', { default: {} })
  detail!: object;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'audit_entry_tenant' })
  tenant?: TenantEntity;
}
