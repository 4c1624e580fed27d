import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The first answer to a request that carried an `Idempotency-Key`, kept to be given again. */
@Entity('idempotency_record')
@Index('idempotency_record_expiry_index', ['expiresAt'])
export class IdempotencyRecordEntity {
  /** A digest of the caller and the key. */
  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  record!: string;

  @Column('timestamptz')
  expiresAt!: Date;
}
