import { maxLagMs } from './passage-index.js';

/** A lexeme as a query for itself, whatever characters it holds. */
const quoted = `('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || '''')::tsquery`;

/**
 * Letters to put right a word with: accented ones only where the word has some, they are many.
 * From an array, because PostgreSQL guesses a thousand rows for each function that splits a text,
 * and a statement it thinks that large is compiled first (`jit`), which takes a second.
 */
const letters = `unnest(string_to_array(
  CASE WHEN text ~ '^[ -~]*$' THEN 'abcdefghijklmnopqrstuvwxyz'
    ELSE 'abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëíñóôõöøúüß' END, NULL)) AS letter`;

/** How much a document says of a word: most in its title, then keywords, then text; by its length. */
const strength = (query: string): string => `
    coalesce(ts_rank('{0, 0.35, 0.8, 1}', search, ${query}), 0.6) / (4 + ln(2 + length(search)))`;

/**
 * How little a first place counts for more than a tenth: 60 in Cormack, Clarke and Büttcher,
 * "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods" (SIGIR 2009).
 */
const fusionConstant = 60;

/**
 * Ranks a tenant's catalog documents for the words of a question, in one statement.
 * Parameters: tenant, words, their emphasis (0 to 1), how many hits, the question's language or null,
 * the kinds and languages wanted or null, and the documents nearest by meaning, nearest first: their
 * kinds, ids, passages and similarities; then what the meanings weigh, and the model they are of.
 *
 * As in BM25 a word weighs as much as it is rare (`idf`), and a document gains by each word it
 * holds: most in its title, then keywords, then text; less in a long document. A word no document
 * holds is taken for a slip of the pen (one letter too many, too few, wrong or swapped, not the
 * first), else for a part of a title's word by trigrams. `coverage` is the share of the question's
 * weight the document holds; a word found nowhere is the rarest of all and so weighs most.
 *
 * Where meanings were compared, both orders are fused by reciprocal rank: scores of words and angles
 * of vectors have no common scale, places have.
 */
export const rankingSql = `
WITH corpus AS MATERIALIZED (
  -- The languages the tenant writes in. Counted up to a bound: rarity is a logarithm.
  SELECT text_search_configuration(language) AS configuration, sum(count(*)) OVER () AS documents
  FROM (SELECT language FROM catalog_document
        WHERE tenant_id = $1 AND active LIMIT 20000) AS document
  GROUP BY 1
), term AS MATERIALIZED (
  -- A stop word has no lexeme, a compound (e-bike) has several. A stop word of the question's
  -- language ("el precio de la Swift") names nothing in any other either.
  SELECT configuration, documents, word, text, emphasis, ${quoted} AS query,
    1.0 / count(*) OVER (PARTITION BY configuration, word) AS share
  FROM corpus,
    unnest($2::text[], $3::float8[]) WITH ORDINALITY AS words (text, emphasis, word),
    unnest(to_tsvector(configuration, text))
  WHERE $5::text IS NULL OR to_tsvector(text_search_configuration($5), text) <> ''
), found AS MATERIALIZED (
  SELECT kind, id, language, priority, configuration, word, share AS likeness,
    ${strength('query')} AS strength
  FROM catalog_document JOIN term
    ON configuration = text_search_configuration(language) AND search @@ query
  WHERE tenant_id = $1 AND active
    AND search @@ (SELECT string_agg(query::text, '|')::tsquery FROM term)
), misspelt AS MATERIALIZED (
  -- Few, because each costs some hundred look-ups; the first ones are the longest.
  SELECT DISTINCT configuration, word, text FROM term
  WHERE emphasis = 1 AND length(text) BETWEEN 4 AND 16
    AND word NOT IN (SELECT word FROM found)
  ORDER BY word LIMIT 3
), correction AS MATERIALIZED (
  SELECT DISTINCT configuration, word, 1 - 2.0 / length(text) AS likeness, ${quoted} AS query
  FROM misspelt, unnest(string_to_array(text, NULL)) WITH ORDINALITY AS split (own, position),
    LATERAL (SELECT position::integer AS at) AS place,
    LATERAL (
      SELECT left(text, at) || substr(text, at + 2)
      UNION
      SELECT left(text, at) || reverse(substr(text, at + 1, 2)) || substr(text, at + 3)
      UNION
      SELECT left(text, at) || letter || substr(text, at + 1) FROM ${letters}
      UNION
      SELECT left(text, at) || letter || substr(text, at + 2) FROM ${letters}
    ) AS edit (variant),
    unnest(to_tsvector(configuration, variant))
), corrected AS MATERIALIZED (
  SELECT kind, id, language, priority, configuration, word, likeness,
    ${strength('query')} AS strength
  FROM catalog_document JOIN correction
    ON configuration = text_search_configuration(language) AND search @@ query
  WHERE tenant_id = $1 AND active
    AND search @@ (SELECT string_agg(query::text, '|')::tsquery FROM correction)
), similar_title AS (
  SELECT kind, id, language, priority, configuration, word,
    word_similarity(text, title) ^ 2 AS likeness, ${strength('NULL::tsquery')} AS strength
  FROM catalog_document JOIN misspelt
    ON configuration = text_search_configuration(language) AND text <% title
  WHERE tenant_id = $1 AND active AND word NOT IN (SELECT word FROM corrected)
), hit AS MATERIALIZED (
  SELECT kind, id, language, priority, configuration, word, least(sum(likeness), 1) AS likeness,
    max(strength) AS strength
  FROM (TABLE found UNION ALL TABLE corrected UNION ALL TABLE similar_title) AS match
  GROUP BY kind, id, language, priority, configuration, word
), weighed AS (
  -- Half as much again for what nobody wrote about: it decides whether the question is for us.
  SELECT configuration, word, emphasis,
    emphasis * ln(1 + (documents - holders + 0.5) / (holders + 0.5))
      * CASE holders WHEN 0 THEN 1.5 ELSE 1 END AS idf
  FROM (SELECT DISTINCT configuration, documents, word, emphasis FROM term) AS asked,
    LATERAL (SELECT count(*) AS holders FROM hit
             WHERE hit.configuration = asked.configuration AND hit.word = asked.word) AS counted
), question AS (
  -- Small words alone ask for nothing in particular: they cover little.
  SELECT configuration, sum(idf) / max(emphasis) AS idf FROM weighed GROUP BY configuration
), ranked AS (
  SELECT kind, id, language, priority, 10 * sum(weighed.idf * likeness * strength) AS score,
    sum(weighed.idf * likeness) / question.idf AS coverage
  FROM hit JOIN weighed USING (configuration, word) JOIN question USING (configuration)
  WHERE ($6::text[] IS NULL OR kind = ANY ($6)) AND ($7::text[] IS NULL OR language = ANY ($7))
  GROUP BY kind, id, language, priority, question.idf
), lexical AS (
  -- Scores a hundredth apart are equally relevant.
  SELECT kind, id, score, coverage, row_number() OVER (
      ORDER BY round(score::numeric, 2) DESC, language = $5 DESC NULLS LAST, priority DESC, id
    ) AS place,
    -- Without vectors yet, or with such as the index may not have heard of: takes the place its words
    -- give it by meaning too, or it would come last.
    (kind, id) IN (SELECT kind, id FROM document_embedding
      WHERE tenant_id = $1 AND (model IS DISTINCT FROM $13
        OR embedded_at > now() - interval '${maxLagMs} milliseconds')) AS unread
  FROM ranked
), semantic AS (
  -- Switched off or deleted since their vectors were read: left out.
  SELECT kind, id, part, similarity, row_number() OVER (ORDER BY near.place) AS place
  FROM unnest($8::text[], $9::uuid[], $10::integer[], $11::float8[])
    WITH ORDINALITY AS near (kind, id, part, similarity, place)
    JOIN catalog_document USING (kind, id)
  WHERE tenant_id = $1 AND active
), fused AS (
  SELECT kind, id, part, similarity, coverage, lexical.place,
    CASE WHEN EXISTS (TABLE semantic)
      THEN coalesce(1.0 / (${fusionConstant} + lexical.place), 0)
        + coalesce($12::float8 / (${fusionConstant} + coalesce(semantic.place,
            CASE WHEN unread THEN lexical.place END)), 0)
      ELSE score END AS score
  FROM lexical FULL JOIN semantic USING (kind, id)
)
SELECT kind, id, score::float8, least(coalesce(coverage, 0), 1)::float8 AS coverage,
  -- Of a language the model does not understand, its angles order hits, but measure nothing.
  CASE WHEN $12::float8 = 1 THEN similarity END AS similarity,
  -- Of a document of one passage the passage says nothing new.
  (SELECT text FROM document_passage AS passage
   WHERE passage.tenant_id = $1 AND (passage.kind, passage.id, passage.part)
       = (fused.kind, fused.id, fused.part)
     AND EXISTS (SELECT FROM document_passage AS other WHERE other.tenant_id = $1
       AND (other.kind, other.id, other.part) = (fused.kind, fused.id, 1))) AS passage
FROM fused
ORDER BY score DESC, place NULLS LAST, id
LIMIT $4`;
