import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
} from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

export const apiKeyRoles = ['owner', 'operator', 'viewer', 'platform'] as const;
export type ApiKeyRole = (typeof apiKeyRoles)[number];

/** A key of a tenant, or of the platform (no tenant). Only its SHA-256 is kept. */
@Entity('api_key')
@Index('api_key_hash_unique', ['hash'], { unique: true })
@Index('api_key_tenant_index', ['tenantId', 'id'])
@Check('api_key_role', `"role" IN ('owner', 'operator', 'viewer', 'platform')`)
@Check('api_key_platform_has_no_tenant', `("role" = 'platform') = ("tenant_id" IS NULL)`)
@Check('api_key_hash_is_sha256', `octet_length("hash") = 32`)
export class ApiKeyEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { nullable: true })
  tenantId!: string | null;

  @Column('text')
  role!: ApiKeyRole;

  @Column('text')
  name!: string;

  /** The key's first characters, to recognise it by. */
  @Column('text')
  prefix!: string;

  @Column('bytea')
  hash!: Buffer;

  @Column('timestamptz', { nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'api_key_tenant' })
  tenant?: TenantEntity | null;
}
