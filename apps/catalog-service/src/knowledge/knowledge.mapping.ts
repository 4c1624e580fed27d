import { type CatalogCommand, type KnowledgeEntry } from '#contracts';
import { type KnowledgeEntryEntity } from '#persistence';
import { namedFields } from '../storage/columns.js';

type KnowledgeFields = CatalogCommand<'createKnowledge'>['input'];

export const toKnowledgeEntry = (row: KnowledgeEntryEntity): KnowledgeEntry => ({
  id: row.id,
  externalId: row.externalId ?? undefined,
  type: row.type,
  title: row.title,
  content: row.content,
  keywords: row.keywords,
  language: row.language,
  priority: row.priority,
  active: row.active,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const knowledgeColumns = (
  input: Partial<KnowledgeFields>,
  names: readonly string[],
): Partial<KnowledgeEntryEntity> => {
  const { keywords, ...columns } = namedFields(input, names);
  return {
    ...(columns as Partial<KnowledgeEntryEntity>),
    // No keywords are an empty list, not null.
    ...(keywords === undefined ? {} : { keywords: keywords ?? [] }),
  };
};
