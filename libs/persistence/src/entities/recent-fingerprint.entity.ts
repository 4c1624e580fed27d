import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ChannelEntity } from './channel.entity.js';

/** What a customer said a moment ago, for channels whose provider repeats itself under new ids. */
@Entity('recent_fingerprint')
@Index('recent_fingerprint_expiry_index', ['expiresAt'])
export class RecentFingerprintEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  channelId!: string;

  @PrimaryColumn('text')
  fingerprint!: string;

  /** The message that was admitted first. */
  @Column('uuid')
  messageId!: string;

  @Column('timestamptz')
  expiresAt!: Date;

  @ManyToOne(() => ChannelEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'recent_fingerprint_channel',
    },
    {
      name: 'channel_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'recent_fingerprint_channel',
    },
  ])
  channel?: ChannelEntity;
}
