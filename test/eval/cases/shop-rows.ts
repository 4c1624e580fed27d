import {
  type KnowledgeInput,
  type KnowledgeType,
  type ProductInput,
  type ServiceInput,
} from '#contracts';

/** Rows that read like a shop's own lists. Prices in minor units of the shop's currency. */
export type ProductRow = readonly [
  externalId: string,
  title: string,
  description: string,
  amountMinor: number,
  stock: number,
];
export type ServiceRow = readonly [
  externalId: string,
  title: string,
  description: string,
  amountMinor: number,
  durationMinutes: number,
];
export type KnowledgeRow = readonly [
  externalId: string,
  type: KnowledgeType,
  title: string,
  content: string,
  language?: string,
];

export const productsOf = (currency: string, rows: readonly ProductRow[]): ProductInput[] =>
  rows.map(([externalId, title, description, amountMinor, stock]) => ({
    externalId,
    title,
    description,
    price: { amountMinor, currency },
    stock,
  }));

export const servicesOf = (currency: string, rows: readonly ServiceRow[]): ServiceInput[] =>
  rows.map(([externalId, title, description, amountMinor, durationMinutes]) => ({
    externalId,
    title,
    description,
    price: { amountMinor, currency },
    durationMinutes,
  }));

export const knowledgeOf = (rows: readonly KnowledgeRow[]): KnowledgeInput[] =>
  rows.map(([externalId, type, title, content, language = 'en']) => ({
    externalId,
    type,
    title,
    content,
    language,
  }));
