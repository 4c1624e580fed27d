import { type KnowledgeInput, type ProductInput, type ServiceInput } from '#contracts';

/** What a case tries; every category is reported by itself. */
export const categories = [
  'fact',
  'price-stock',
  'typo',
  'paraphrase',
  'multi-turn',
  'other-language',
  'not-in-knowledge',
  'handoff',
  'injection',
  'cross-tenant',
] as const;
export type Category = (typeof categories)[number];

/**
 * What the agent is to do: answer from a source, say honestly that it does not know (offering a
 * person is as honest), or hand the conversation to a person.
 */
export type Outcome = 'answer' | 'unknown' | 'handoff';

/** What one case adds to its question. */
export interface Expectation {
  /** External ids; any one of them answers the question. Empty unless the outcome is `answer`. */
  sources?: readonly string[];
  /** Each must occur in a right answer, as `mentions` compares. */
  says?: readonly string[];
  /** None may occur in the answer, whatever the outcome. */
  neverSays?: readonly string[];
  /** ISO 639-1, of the last message; absent: en. */
  language?: string;
}

export interface EvalCase extends Required<Expectation> {
  /** `tenant/category/number`; new cases are added last, so that it stays. */
  id: string;
  tenant: string;
  category: Category;
  outcome: Outcome;
  /** What the customer writes, oldest first; the last message is the one that is judged. */
  conversation: readonly string[];
}

/** A business whose agent is asked. */
export interface EvalTenant {
  /** `external ids` of its items are unique within the tenant only. */
  key: string;
  name: string;
  /** ISO 639-1, what its products and services are written in. */
  language: string;
  /** What its agent is configured to hand over. */
  handoffTopics: readonly string[];
  products: readonly ProductInput[];
  services: readonly ServiceInput[];
  knowledge: readonly KnowledgeInput[];
  cases: readonly EvalCase[];
}

/** Outcome, what the customer writes, and what is expected. */
export type CaseRow = readonly [
  outcome: Outcome,
  messages: string | readonly string[],
  expected?: Expectation,
];

export const casesOf = (
  tenant: string,
  rows: Partial<Record<Category, readonly CaseRow[]>>,
): EvalCase[] =>
  categories.flatMap((category) =>
    (rows[category] ?? []).map(([outcome, messages, expected], index) => ({
      id: `${tenant}/${category}/${index + 1}`,
      tenant,
      category,
      outcome,
      conversation: typeof messages === 'string' ? [messages] : messages,
      sources: [],
      says: [],
      neverSays: [],
      language: 'en',
      ...expected,
    })),
  );

const comparable = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    // 12,500 is 12 500 is 12.500; 7.50 stays what it is.
    .replace(/(?<=\d)[.,'\s](?=\d{3}(?!\d))/gu, '')
    .replace(/(?<=\d),(?=\d\d(?!\d))/gu, '.')
    .replace(/\s+/gu, ' ');

/** Whether a reply holds a text, however it writes case, spaces and the separators of numbers. */
export const mentions = (reply: string, text: string): boolean =>
  comparable(reply).includes(comparable(text));
