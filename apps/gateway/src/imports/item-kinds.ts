import { knowledgeInput, productInput, serviceInput } from '#contracts';
import { type ImportKind } from '#persistence';
import { type z } from 'zod';
import { type Cell, flag, integer, json, list, text } from './cells.js';

/** A row of the item's table, by its columns. */
export type Columns = Record<string, unknown>;

/** What an import needs to know of the items it brings. */
export interface ItemKind {
  /** The same that a single item is created from. */
  schema: z.ZodObject;
  table: 'product' | 'service' | 'knowledge_entry';
  /** Columns of the table that an item decides, besides its external id. */
  columns: readonly string[];
  toColumns: (input: object) => Columns;
  /** Rows of the item's variants; only products have them. */
  toVariants?: (input: object) => Columns[];
  /** Columns of a CSV file. */
  cells: Readonly<Record<string, Cell>>;
}

const product: ItemKind = {
  schema: productInput,
  table: 'product',
  columns: ['title', 'description', 'price_minor', 'currency', 'sku', 'stock', 'active'],
  toColumns: (input) => {
    const { price, title, description, sku, stock, active } = input as z.output<
      typeof productInput
    >;
    const { amountMinor: price_minor, currency } = price;
    return { title, description, price_minor, currency, sku, stock, active };
  },
  toVariants: (input) =>
    ((input as z.output<typeof productInput>).variants ?? []).map(
      ({ title, sku = null, price, stock = null }) => ({
        title,
        sku,
        price_minor: price?.amountMinor ?? null,
        stock,
      }),
    ),
  cells: {
    externalId: text,
    title: text,
    description: text,
    'price.amountMinor': integer,
    'price.currency': text,
    sku: text,
    stock: integer,
    active: flag,
    variants: json,
  },
};

const service: ItemKind = {
  schema: serviceInput,
  table: 'service',
  columns: ['title', 'description', 'price_minor', 'currency', 'duration_minutes', 'active'],
  toColumns: (input) => {
    const { price, durationMinutes, title, description, active } = input as z.output<
      typeof serviceInput
    >;
    const { amountMinor: price_minor, currency } = price;
    return { title, description, price_minor, currency, duration_minutes: durationMinutes, active };
  },
  cells: {
    externalId: text,
    title: text,
    description: text,
    'price.amountMinor': integer,
    'price.currency': text,
    durationMinutes: integer,
    active: flag,
  },
};

const knowledge: ItemKind = {
  schema: knowledgeInput,
  table: 'knowledge_entry',
  columns: ['type', 'title', 'content', 'keywords', 'language', 'priority', 'active'],
  toColumns: (input) => {
    const { externalId: _, keywords = [], ...columns } = input as z.output<typeof knowledgeInput>;
    return { ...columns, keywords };
  },
  cells: {
    externalId: text,
    type: text,
    title: text,
    content: text,
    keywords: list,
    language: text,
    priority: integer,
    active: flag,
  },
};

export const itemKinds: Readonly<Record<ImportKind, ItemKind>> = {
  products: product,
  services: service,
  knowledge,
};
