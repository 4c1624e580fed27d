import {
  Check,
  Column,
  Entity,
  JoinColumn,
  OneToOne,
  PrimaryColumn,
  UpdateDateColumn,
} from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

@Entity('tenant_settings')
@Check('tenant_settings_language', `"language" ~ '^[a-z]{2}$'`)
@Check('tenant_settings_retention_days', `"retention_days" BETWEEN 30 AND 3650`)
@Check('tenant_settings_currency', `"currency" ~ '^[A-Z]{3}$'`)
export class TenantSettingsEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  /** IANA name, such as Africa/Nairobi. */
  @Column('text', { default: 'UTC' })
  timezone!: string;

  /** ISO 639-1; what the agent speaks when it cannot tell. */
  @Column('text', { default: 'en' })
  language!: string;

  /** ISO 4217; what new prices are in. */
  @Column('text', { default: 'USD' })
  currency!: string;

  /** Customers who have not written for so many days are erased; null: never. */
  @Column('integer', { nullable: true })
  retentionDays!: number | null;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;

  @OneToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'tenant_settings_tenant' })
  tenant?: TenantEntity;
}
