import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { bigintAsNumber } from './columns.js';
import { TenantEntity } from './tenant.entity.js';

export const importKinds = ['products', 'services', 'knowledge'] as const;
export type ImportKind = (typeof importKinds)[number];

export const importFormats = ['csv', 'json', 'ndjson'] as const;
export type ImportFormat = (typeof importFormats)[number];

/**
 * `receiving`: its file is being sent; `queued`; `reading`: rows are checked and put aside; `applying`:
 * what holds of them goes into the catalog, in one transaction. Final: `completed`, `failed`.
 */
export const importStates = [
  'receiving',
  'queued',
  'reading',
  'applying',
  'completed',
  'failed',
] as const;
export type ImportState = (typeof importStates)[number];

/** A file of catalog items. Its bytes and its rows have tables of their own, until it is done. */
@Entity('import')
@Index('import_open_index', ['createdAt'], {
  where: `state IN ('receiving', 'queued', 'reading', 'applying')`,
})
@Check('import_kind', `kind IN ('products', 'services', 'knowledge')`)
@Check('import_format', `format IN ('csv', 'json', 'ndjson')`)
@Check(
  'import_state',
  `state IN ('receiving', 'queued', 'reading', 'applying', 'completed', 'failed')`,
)
export class ImportEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: ImportKind;

  @Column('text')
  format!: ImportFormat;

  @Column('text', { default: 'receiving' })
  state!: ImportState;

  /** Who sent it, as the audit names them. */
  @Column('text')
  actor!: string;

  @Column('bigint', { default: 0, transformer: bigintAsNumber })
  bytes!: number;

  @Column('bigint', { default: 0, transformer: bigintAsNumber })
  bytesRead!: number;

  /** Rows looked at, those that do not hold among them. */
  @Column('integer', { default: 0 })
  rowsRead!: number;

  @Column('integer', { default: 0 })
  rowsInvalid!: number;

  @Column('integer', { nullable: true })
  created!: number | null;

  @Column('integer', { nullable: true })
  updated!: number | null;

  /** Why it came to nothing. */
  @Column('text', { nullable: true })
  failure!: string | null;

  /** The process that works on it; while its lease holds nobody else does. */
  @Column('text', { nullable: true })
  owner!: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  /** How often a process has begun, or begun again, to work on it. */
  @Column('integer', { default: 0 })
  attempts!: number;

  @Column('timestamptz', { default: () => 'clock_timestamp()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt!: Date | null;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'import_tenant' })
  tenant?: TenantEntity;
}

/** A row of an import that does not hold, and why. Kept as long as the import. */
@Entity('import_error')
export class ImportErrorEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  importId!: string;

  /** The row's, from 1; a CSV file's first line is no row. */
  @PrimaryColumn('integer')
  number!: number;

  @Column('jsonb')
  errors!: { field: string; detail: string }[];

  @ManyToOne(() => ImportEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'import_error_import',
    },
    {
      name: 'import_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'import_error_import',
    },
  ])
  import?: ImportEntity;
}
