import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
} from 'typeorm';
import { ChannelEntity } from './channel.entity.js';
import { CustomerEntity } from './customer.entity.js';

/** What a customer is called on one channel: a phone number, a session, the tenant's own id. */
@Entity('customer_identity')
@Index('customer_identity_customer_index', ['tenantId', 'customerId'])
export class CustomerIdentityEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  channelId!: string;

  @PrimaryColumn('text')
  externalId!: string;

  @Column('uuid')
  customerId!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column('timestamptz')
  lastSeenAt!: Date;

  @ManyToOne(() => ChannelEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'customer_identity_channel',
    },
    {
      name: 'channel_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'customer_identity_channel',
    },
  ])
  channel?: ChannelEntity;

  @ManyToOne(() => CustomerEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'customer_identity_customer',
    },
    {
      name: 'customer_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'customer_identity_customer',
    },
  ])
  customer?: CustomerEntity;
}
