import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  type Relation,
  UpdateDateColumn,
} from 'typeorm';
import { bigintAsNumber } from './columns.js';
import { TenantEntity } from './tenant.entity.js';

/** Something a tenant sells. Prices are in minor units. */
@Entity('product')
@Index('product_external_id_unique', ['tenantId', 'externalId'], { unique: true })
@Index('product_list_index', ['tenantId', 'createdAt', 'id'])
@Check('product_price', `"price_minor" BETWEEN 0 AND 9007199254740991`)
@Check('product_currency', `"currency" ~ '^[A-Z]{3}$'`)
@Check('product_stock', `"stock" >= 0`)
export class ProductEntity {
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

  @Column('text', { nullable: true })
  sku!: string | null;

  /** Null: stock is not counted. */
  @Column('integer', { nullable: true })
  stock!: number | null;

  @Column('boolean', { default: true })
  active!: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;

  @OneToMany(() => ProductVariantEntity, (variant) => variant.product, { cascade: ['insert'] })
  variants?: Relation<ProductVariantEntity[]>;

  @ManyToOne(() => TenantEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'tenant_id', foreignKeyConstraintName: 'product_tenant' })
  tenant?: TenantEntity;
}

/** A size, colour or other form of a product, in the product's currency. */
@Entity('product_variant')
@Index('product_variant_product_index', ['tenantId', 'productId', 'position'], { unique: true })
@Check('product_variant_price', `"price_minor" BETWEEN 0 AND 9007199254740991`)
@Check('product_variant_stock', `"stock" >= 0`)
export class ProductVariantEntity {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  productId!: string;

  /** Order among the product's variants, from 0. */
  @Column('integer')
  position!: number;

  @Column('text')
  title!: string;

  @Column('text', { nullable: true })
  sku!: string | null;

  /** Null: the product's price. */
  @Column('bigint', { nullable: true, transformer: bigintAsNumber })
  priceMinor!: number | null;

  @Column('integer', { nullable: true })
  stock!: number | null;

  @ManyToOne(() => ProductEntity, (product) => product.variants, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'product_variant_product',
    },
    {
      name: 'product_id',
      referencedColumnName: 'id',
      foreignKeyConstraintName: 'product_variant_product',
    },
  ])
  product?: ProductEntity;
}
