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
import { bigintAsNumber } from './columns.js';
import { TenantEntity } from './tenant.entity.js';

/** Something a tenant does for money. */
@Entity('service')
@Index('service_external_id_unique', ['tenantId', 'externalId'], { unique: true })
@Index('service_list_index', ['tenantId', 'createdAt', 'id'])
@Check('service_price', `"price_minor" BETWEEN 0 AND 9007199254740991`)
@Check('service_currency', `"currency" ~ '^[A-Z]{3}$'`)
@Check('service_duration', `"duration_minutes" > 0`)
export class ServiceEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { nullable: true })
  externalId!: string | null;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('bigint', { transformer: bigintAsNumber })
  priceMinor!: number;

  @Column('text')
  currency!: string;

  @Column('integer')
  durationMinutes!: number;

  @Column('boolean', { default: true })
  active!: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'service_tenant' })
  tenant?: TenantEntity;
}
