import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { bigintAsNumber, numericAsNumber } from './columns.js';
import { TenantEntity } from './tenant.entity.js';

/** What models have used of a tenant's budgets in a day (UTC), calls that still run included. */
@Entity('model_spend')
@Check('model_spend_amounts', `"tokens" >= 0 AND "cost_usd" >= 0`)
export class ModelSpendEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('date')
  day!: string;

  /** Prompt and completion together. */
  @Column('bigint', { transformer: bigintAsNumber })
  tokens!: number;

  @Column('numeric', { precision: 14, scale: 8, transformer: numericAsNumber })
  costUsd!: number;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'model_spend_tenant' })
  tenant?: TenantEntity;
}
