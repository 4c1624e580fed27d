import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { TenantEntity } from './tenant.entity.js';

export const documentKinds = ['product', 'service', 'knowledge'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/**
 * What search sees of a product, service or knowledge entry: one table, so that one statement ranks
 * all three. Triggers write it (see the migration), so it is right even after an edit in psql.
 */
@Entity('catalog_document')
@Index('catalog_document_search_index', { synchronize: false })
@Index('catalog_document_title_trigram_index', { synchronize: false })
@Check('catalog_document_kind', `"kind" IN ('product', 'service', 'knowledge')`)
export class CatalogDocumentEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('text')
  kind!: DocumentKind;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  title!: string;

  @Column('text')
  language!: string;

  @Column('integer')
  priority!: number;

  @Column('boolean')
  active!: boolean;

  /** Title A, keywords and SKU B, text C; stemmed by language. */
  @Column('tsvector')
  search!: string;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'catalog_document_tenant' })
  tenant?: TenantEntity;
}
