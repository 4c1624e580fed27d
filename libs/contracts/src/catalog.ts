import { z } from 'zod';
import { money } from './money.js';

const externalId = z.string().trim().min(1).max(128);
/** Finds an item by the id it has in the tenant's own system. */
export const externalIdFilter = z
  .string()
  .min(1)
  .max(128)
  .refine((id) => !id.includes('\u0000'), 'must not contain NUL characters');
const title = z.string().trim().min(1).max(300);
const description = z.string().trim().max(10_000);

/** What is stored besides what the tenant sent: a UUIDv7, and times as ISO 8601. */
const stored = { id: z.uuid(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() };

const variantInput = z.strictObject({
  title,
  sku: z.string().trim().min(1).max(64).optional(),
  /** Absent: the product's own price. */
  price: money.optional(),
  stock: z.int().min(0).max(1_000_000_000).optional(),
});

const productExample = {
  externalId: 'fern-12',
  title: 'Boston fern',
  description: 'In a 12 cm pot.',
  price: { amountMinor: 85_000, currency: 'KES' },
  sku: 'FERN-12',
  stock: 14,
  variants: [{ title: 'In clay', price: { amountMinor: 110_000, currency: 'KES' } }],
};

export const productInput = z
  .strictObject({
    externalId: externalId.optional().describe('The id in your own system; unique'),
    title,
    description: description.optional(),
    price: money,
    sku: z.string().trim().min(1).max(64).optional(),
    stock: z.int().min(0).max(1_000_000_000).optional().describe('Absent: not counted'),
    active: z.boolean().default(true).describe('Whether customers are told of it'),
    variants: z.array(variantInput).max(100).optional(),
  })
  .meta({ examples: [productExample] });
export type ProductInput = z.input<typeof productInput>;

export const product = z
  .object({
    ...productInput.shape,
    active: z.boolean(),
    ...stored,
    variants: z.array(variantInput.extend({ id: z.uuid() })),
  })
  .meta({ id: 'Product' });
export type Product = z.output<typeof product>;

const serviceExample = {
  externalId: 'repotting',
  title: 'Repotting',
  price: { amountMinor: 50_000, currency: 'KES' },
  durationMinutes: 30,
};

export const serviceInput = z
  .strictObject({
    externalId: externalId.optional(),
    title,
    description: description.optional(),
    price: money,
    durationMinutes: z.int().min(1).max(100_000),
    active: z.boolean().default(true),
  })
  .meta({ examples: [serviceExample] });
export type ServiceInput = z.input<typeof serviceInput>;

export const service = z
  .object({ ...serviceInput.shape, active: z.boolean(), ...stored })
  .meta({ id: 'Service' });
export type Service = z.output<typeof service>;

export const knowledgeTypes = [
  'faq',
  'policy',
  'procedure',
  'product_info',
  'service_info',
  'general',
] as const;
export type KnowledgeType = (typeof knowledgeTypes)[number];

const knowledgeExample = {
  externalId: 'delivery',
  type: 'policy',
  title: 'Delivery',
  content: 'We deliver in Nairobi within two days.',
  keywords: ['shipping'],
};

export const knowledgeInput = z
  .strictObject({
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
  })
  .meta({ examples: [knowledgeExample] });
export type KnowledgeInput = z.input<typeof knowledgeInput>;

export const knowledgeEntry = z
  .object({
    ...knowledgeInput.shape,
    language: z.string(),
    priority: z.int(),
    active: z.boolean(),
    keywords: z.array(z.string()),
    ...stored,
  })
  .meta({ id: 'KnowledgeEntry' });
export type KnowledgeEntry = z.output<typeof knowledgeEntry>;

/**
 * A catalog item that may answer a question.
 * `score` orders the hits (higher is better, comparable within one search only); `coverage`, 0 to 1,
 * is the share of the question's words found in the item: each weighs as much as it is rare.
 * `similarity`, 0 to 1, is how near its meaning is to the question's; absent where meanings were not
 * compared, or the model does not understand the question's language. `passage`: of a long item, the text that is nearest to the question.
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
