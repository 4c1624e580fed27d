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

/** The kinds are those of the installed adapters. */
export type ChannelKind = string;

export const messagePolicies = ['queue', 'supersede'] as const;
/** What happens when a message arrives while the agent answers: answered next, or merged. */
export type NewMessagePolicy = (typeof messagePolicies)[number];

export const deliveryGuarantees = ['exactly_once', 'at_most_once', 'at_least_once'] as const;
/**
 * What a reply is sent under when it is not known whether the provider took it. `exactly_once`: the
 * provider recognises the delivery's id, so it is sent again. `at_most_once`: it is not sent again.
 * `at_least_once`: it is, and the customer may read it twice.
 */
export type DeliveryGuarantee = (typeof deliveryGuarantees)[number];

/** One connection of a tenant to a provider. */
@Entity('channel')
@Index('channel_id_unique', ['id'], { unique: true })
@Check('channel_kind', `"kind" ~ '^[a-z][a-z0-9_]{0,49}$'`)
@Check(
  'channel_webhook_is_complete',
  `"kind" <> 'webhook' OR ("secret_sealed" IS NOT NULL AND "delivery_url" IS NOT NULL)`,
)
@Check('channel_turn_window', `"turn_window_ms" BETWEEN 0 AND 60000`)
@Check('channel_new_message_policy', `"new_message_policy" IN ('queue', 'supersede')`)
@Check(
  'channel_delivery_guarantee',
  `"delivery_guarantee" IN ('exactly_once', 'at_most_once', 'at_least_once')`,
)
@Check('channel_fingerprint_window', `"fingerprint_window_ms" BETWEEN 1000 AND 86400000`)
export class ChannelEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: ChannelKind;

  @Column('text')
  name!: string;

  @Column('boolean', { default: true })
  active!: boolean;

  /** Where replies are posted (kind `webhook`). */
  @Column('text', { nullable: true })
  deliveryUrl!: string | null;

  /** The signing secrets or the credentials, as the adapter reads them, sealed by SecretBox. */
  @Column('bytea', { nullable: true })
  secretSealed!: Buffer | null;

  /** What its adapter needs to know that is no secret. */
  @Column('jsonb', { default: {} })
  settings!: object;

  /** Milliseconds; null: the agent configuration's. */
  @Column('integer', { nullable: true })
  turnWindowMs!: number | null;

  /** Null: the agent configuration's. */
  @Column('text', { nullable: true })
  newMessagePolicy!: NewMessagePolicy | null;

  @Column('text', { default: 'exactly_once' })
  deliveryGuarantee!: DeliveryGuarantee;

  /**
   * For providers that send a message again under a new id: the same customer saying the same within
   * this many milliseconds is one message. Null: two messages.
   */
  @Column('integer', { nullable: true })
  fingerprintWindowMs!: number | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'channel_tenant' })
  tenant?: TenantEntity;
}
