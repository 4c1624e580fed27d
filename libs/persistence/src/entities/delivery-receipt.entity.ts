import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { OutboxDeliveryEntity } from './outbox-delivery.entity.js';

/** What a provider may say of a part, in the order in which the later word outweighs the earlier. */
export const receiptStatuses = ['queued', 'sent', 'failed', 'delivered', 'read'] as const;
export type ReceiptStatus = (typeof receiptStatuses)[number];

/**
 * What a provider says of one part of a reply: the best it has said, and when it said what. There is
 * a row for each part the provider is known to have.
 */
@Entity('delivery_receipt')
@Index('delivery_receipt_provider_index', ['tenantId', 'providerMessageId'])
@Check('delivery_receipt_part', `"part" BETWEEN 1 AND "parts"`)
@Check('delivery_receipt_status', `"status" IN ('queued', 'sent', 'failed', 'delivered', 'read')`)
export class DeliveryReceiptEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  deliveryId!: string;

  /** From 1. */
  @PrimaryColumn('smallint')
  part!: number;

  /** How many the reply was cut into. */
  @Column('smallint')
  parts!: number;

  /** The provider's id of it; null: it gave none. */
  @Column('text', { nullable: true })
  providerMessageId!: string | null;

  @Column('text')
  status!: ReceiptStatus;

  /** Why it failed, in the provider's words. */
  @Column('text', { nullable: true })
  error!: string | null;

  @Column('timestamptz', { nullable: true })
  queuedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  deliveredAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  readAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  failedAt!: Date | null;

  @ManyToOne(() => OutboxDeliveryEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'delivery_receipt_delivery',
    },
    {
      name: 'delivery_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'delivery_receipt_delivery',
    },
  ])
  delivery?: OutboxDeliveryEntity;
}
