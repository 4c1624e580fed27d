import { type CacheId, defineFamily } from '#caching';
import { type CatalogCommand } from '#contracts';
import { type DocumentKind } from '#persistence';
import { searchWords } from './query-words.js';

export interface RankedDocument {
  kind: DocumentKind;
  id: string;
  score: number;
  coverage: number;
  /** Null: meanings were not compared, or it is none of the nearest. */
  similarity: number | null;
  /** Of a document of several passages, the nearest. */
  passage: string | null;
}

/**
 * What questions find, one scope a tenant: any change of what can be searched makes all of them out
 * of date. The items are cached by themselves: a price may change as often as it likes.
 */
export const rankings = defineFamily<RankedDocument[]>({
  name: 'query',
  version: 3,
  ttlMs: 300_000,
  adaptiveTtl: { floorMs: 30_000, ceilingMs: 1_800_000 },
  staleIfErrorMs: 300_000,
});

/**
 * What two questions must have in common to have the same answer: the words that count, in their
 * order. "Hi, do you sell hoses?" is "do you sell hoses".
 */
export const questionId = (command: CatalogCommand<'search'>, model: string | null): CacheId => [
  command.language ?? null,
  command.limit,
  model,
  command.kinds?.join() ?? null,
  command.languages?.join() ?? null,
  ...searchWords(command).flatMap(({ text, emphasis }) => [text, emphasis]),
];
