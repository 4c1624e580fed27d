import { z } from 'zod';
import { money } from './money.js';

const externalId = z.string().trim().min(1).max(128);
const title = z.string().trim().min(1).max(300);
const description = z.string().trim().max(10_000);

/** What is stored besides what the tenant sent: a UUIDv7, and times as ISO 8601. */
interface Stored {
  id: string;
  createdAt: string;
  updatedAt: string;
}

const variantInput = z.strictObject({
  title,
  sku: z.string().trim().min(1).max(64).optional(),
  /** Absent: the product's own price. */
  price: money.optional(),
  stock: z.int().min(0).max(1_000_000_000).optional(),
});

export const productInput = z.strictObject({
  externalId: externalId.optional(),
  title,
  description: description.optional(),
  price: money,
  sku: z.string().trim().min(1).max(64).optional(),
  /** Absent: stock is not counted. */
  stock: z.int().min(0).max(1_000_000_000).optional(),
  active: z.boolean().default(true),
  variants: z.array(variantInput).max(100).optional(),
});
export type ProductInput = z.input<typeof productInput>;

export type Product = Omit<z.output<typeof productInput>, 'variants'> &
  Stored & { variants: (z.output<typeof variantInput> & { id: string })[] };

export const serviceInput = z.strictObject({
  externalId: externalId.optional(),
  title,
  description: description.optional(),
  price: money,
  durationMinutes: z.int().min(1).max(100_000),
  active: z.boolean().default(true),
});
export type ServiceInput = z.input<typeof serviceInput>;

export type Service = z.output<typeof serviceInput> & Stored;

export const knowledgeTypes = [
  'faq',
  'policy',
  'procedure',
  'product_info',
  'service_info',
  'general',
] as const;
export type KnowledgeType = (typeof knowledgeTypes)[number];

export const knowledgeInput = z.strictObject({
  externalId: externalId.optional(),
  type: z.enum(knowledgeTypes),
  title,
  content: z.string().trim().min(1).max(50_000),
  keywords: z.array(z.string().trim().min(1).max(100)).max(50).optional(),
  /** ISO 639-1; decides how the text is stemmed for search. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/, 'must be an ISO 639-1 code such as en')
    .default('en'),
  /** Among equally relevant entries the higher one wins. */
  priority: z.int().min(0).max(1000).default(0),
  active: z.boolean().default(true),
});
export type KnowledgeInput = z.input<typeof knowledgeInput>;

export type KnowledgeEntry = Omit<z.output<typeof knowledgeInput>, 'keywords'> &
  Stored & { keywords: string[] };

/**
 * A catalog item that may answer a question.
 * `score` orders the hits (higher is better, comparable within one search only); `coverage`, 0 to 1,
 * is the share of the question's words found in the item: each weighs as much as it is rare.
 * `similarity`, 0 to 1, is how near its meaning is to the question's; absent where meanings were not
 * compared. `passage`: of a long item, the text that is nearest to the question.
 */
export interface SearchHit {
  score: number;
  coverage: number;
  similarity?: number;
  passage?: string;
  product?: Product;
  service?: Service;
  knowledge?: KnowledgeEntry;
}

export interface SearchResult {
  hits: SearchHit[];
}
