import { type CatalogClient } from '#catalog-client';
import { type SearchHit, type SearchResult } from '#contracts';
import { type Turn } from '../src/turns/turn.js';

const created = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' };

export const knowledge = (title: string, content: string, coverage = 1): SearchHit => ({
  score: 10 * coverage,
  coverage,
  knowledge: {
    id: `id of ${title}`,
    type: 'faq',
    title,
    content,
    keywords: [],
    language: 'en',
    priority: 0,
    active: true,
    ...created,
  },
});

export const product = (
  title: string,
  amountMinor: number,
  stock: number,
  score = 10,
): SearchHit => ({
  score,
  coverage: 1,
  product: {
    id: `id of ${title}`,
    title,
    price: { amountMinor, currency: 'KES' },
    stock,
    active: true,
    variants: [],
    ...created,
  },
});

/** A catalog, as far as a test goes: what search finds for a question. */
export const catalogThatFinds = (find: (query: string) => SearchHit[]): CatalogClient => {
  const search = (_method: string, { query }: { query: string }): Promise<SearchResult> =>
    Promise.resolve({ hits: find(query) });
  return { call: search } as unknown as CatalogClient;
};

/** A turn that has to answer these messages. */
export const turnOf = (texts: string[], rest: Partial<Turn> = {}): Turn => ({
  tenantId: 'tenant',
  tenantName: 'Baobab Cycles',
  language: 'en',
  timezone: 'UTC',
  conversationId: 'conversation',
  channelId: 'channel',
  customerName: 'Asha',
  fence: 1,
  attempt: 1,
  lowConfidenceTurns: 0,
  newMessagePolicy: 'queue',
  history: [],
  lastSources: [],
  unanswered: texts.map((text, index) => ({
    id: `m${index}`,
    providerMessageId: `p${index}`,
    sequence: index + 1,
    text,
    attachments: [],
  })),
  ...rest,
  agent: {
    name: 'Tuli',
    tone: 'friendly',
    instructions: '',
    model: null,
    fallbackModels: [],
    dailyTokenBudget: null,
    dailyCostBudgetUsd: null,
    temperature: 0.2,
    maxReplyCharacters: 1000,
    confidenceThreshold: 0.4,
    maxLowConfidenceTurns: 3,
    handoffRules: ['legal_threat', 'distress'],
    handoffTopics: ['refund dispute'],
    handoffKeywords: ['lawyer'],
    businessHours: null,
    ...rest.agent,
  },
});
