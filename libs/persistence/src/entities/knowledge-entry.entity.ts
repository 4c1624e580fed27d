import { type KnowledgeType } from '#contracts';
import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  UpdateDateColumn,
} from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

/** A piece of a tenant's knowledge. */
@Entity('knowledge_entry')
@Index('knowledge_entry_external_id_unique', ['tenantId', 'externalId'], { unique: true })
@Index('knowledge_entry_list_index', ['tenantId', 'createdAt', 'id'])
@Check(
  'knowledge_entry_type',
  `"type" IN ('faq', 'policy', 'procedure', 'product_info', 'service_info', 'general')`,
)
@Check('knowledge_entry_language', `"language" ~ '^[a-z]{2}$'`)
@Check('knowledge_entry_priority', `"priority" BETWEEN 0 AND 1000`)
export class KnowledgeEntryEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { nullable: true })
  externalId!: string | null;

  @Column('text')
  type!: KnowledgeType;

  @Column('text')
  title!: string;

  @Column('text')
  content!: string;

  @Column('text', { array: true, default: '{}' })
  keywords!: string[];

  @Column('text', { default: 'en' })
  language!: string;

  @Column('integer', { default: 0 })
  priority!: number;

  @Column('boolean', { default: true })
  active!: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'knowledge_entry_tenant' })
  tenant?: TenantEntity;
}
