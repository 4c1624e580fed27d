import { catalogMethods, parseInput } from '#contracts';
import { type INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PassageIndex } from '../../../apps/catalog-service/src/search/passage-index.js';
import { QueryEmbeddings } from '../../../apps/catalog-service/src/search/query-embeddings.js';
import { SearchService } from '../../../apps/catalog-service/src/search/search.service.js';

/** A question as the agent puts it to search. */
export interface Question {
  tenantId: string;
  query: string;
  context?: string;
  language: string;
}

/** A way to find sources: their ids, best first, ten at most. */
export type Way = (question: Question) => Promise<string[]>;

const limit = 10;

const commandOf = (question: Question) =>
  parseInput(catalogMethods.search.request, { ...question, limit, useCache: false });

/** Search as it is configured. */
export const searchOf =
  (catalog: INestApplicationContext): Way =>
  async (question) => {
    const { hits } = await catalog
      .get(SearchService, { strict: false })
      .search(commandOf(question));
    return hits.flatMap((hit) => (hit.product ?? hit.service ?? hit.knowledge)?.id ?? []);
  };

/** The vectors alone. */
export const meaningOf =
  (catalog: INestApplicationContext): Way =>
  async (question) => {
    const embeddings = catalog.get(QueryEmbeddings, { strict: false });
    const found = await catalog.get(PassageIndex, { strict: false }).nearest({
      tenantId: question.tenantId,
      model: embeddings.model ?? '',
      vector: await embeddings.of(commandOf(question)),
      limit,
    });
    return found.map(({ id }) => id);
  };

const statementWay =
  (catalog: INestApplicationContext, sql: string): Way =>
  async ({ tenantId, query, context }) => {
    const text = [context, query].filter((part) => part !== undefined).join(' ');
    const rows: { id: string }[] = await catalog
      .get(DataSource)
      .query(sql, [tenantId, text, limit]);
    return rows.map(({ id }) => id);
  };

/** PostgreSQL's full text search as a manual would write it: any word of the question, `ts_rank`. */
export const fullTextOf = (catalog: INestApplicationContext): Way =>
  statementWay(
    catalog,
    `SELECT id FROM catalog_document, LATERAL (
       SELECT replace(plainto_tsquery(text_search_configuration(language), $2)::text, '&', '|')::tsquery
         AS words) AS question
     WHERE tenant_id = $1 AND active AND search @@ words
     ORDER BY ts_rank(search, words, 1) DESC, id LIMIT $3`,
  );

/** Trigrams of titles alone. */
export const trigramsOf = (catalog: INestApplicationContext): Way =>
  statementWay(
    catalog,
    `SELECT id FROM catalog_document WHERE tenant_id = $1 AND active
     ORDER BY word_similarity(title, $2) DESC, id LIMIT $3`,
  );
