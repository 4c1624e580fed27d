import { catalogMethods, parseInput, type SearchHit } from '#contracts';
import { type INestApplicationContext } from '@nestjs/common';
import { SearchService } from '../../../apps/catalog-service/src/search/search.service.js';
import { BenchServers } from '../../bench/harness/bench-servers.js';
import { type EvalCase, evalTenants } from '../cases/index.js';
import { openShop, startCatalog, untilEmbedded } from '../retrieval/eval-catalog.js';
import { type Example } from './logistic-regression.js';

export interface HitExample extends Example {
  /** The first hit's coverage and similarity. */
  features: readonly [coverage: number, similarity: number];
  /** Its answer is in the catalog, out of it, or was taken away. */
  kind: 'answerable' | 'unanswerable' | 'taken away';
}

const externalId = ({ product, service, knowledge }: SearchHit): string =>
  (product ?? service ?? knowledge)?.externalId ?? '';

const exampleOf = (
  hits: readonly SearchHit[],
  sources: readonly string[],
  kind: HitExample['kind'],
): HitExample[] => {
  const [first] = hits;
  if (first?.similarity === undefined) return [];
  const holds = kind === 'answerable' && sources.includes(externalId(first));
  return [{ features: [first.coverage, first.similarity], holds, kind }];
};

/** A question that has an answer is one of two examples: as it is, and as if the answer were not there. */
const examplesOf = ({ outcome, sources }: EvalCase, hits: readonly SearchHit[]): HitExample[] => {
  if (outcome !== 'answer') return exampleOf(hits, [], 'unanswerable');
  const others = hits.filter((hit) => !sources.includes(externalId(hit)));
  return [...exampleOf(hits, sources, 'answerable'), ...exampleOf(others, [], 'taken away')];
};

/** What is understood by itself, in a language the model of the meanings knows. */
const isAlone = ({ outcome, language, conversation }: EvalCase): boolean =>
  outcome !== 'handoff' && language === 'en' && conversation.length === 1;

const hitsOf = async (
  catalog: INestApplicationContext,
  tenantId: string,
  { conversation: [query = ''], language }: EvalCase,
): Promise<SearchHit[]> => {
  const search = catalog.get(SearchService, { strict: false });
  const request = { tenantId, query, language, limit: 10 };
  return (await search.search(parseInput(catalogMethods.search.request, request))).hits;
};

/** The first hits of every question of the set, and whether they answer it; a list a question. */
export const gatherExamples = async (): Promise<HitExample[][]> => {
  await using servers = await BenchServers.start({ postgres: true, redisNodes: 1, durable: false });
  const urls = { databaseUrl: await servers.createDatabase(), redisUrl: servers.redisUrl };
  const catalog = await startCatalog(urls, 'builtin');
  try {
    const examples: HitExample[][] = [];
    for (const tenant of evalTenants) {
      const tenantId = await openShop(catalog, tenant);
      await untilEmbedded(catalog);
      for (const one of tenant.cases.filter(isAlone)) {
        examples.push(examplesOf(one, await hitsOf(catalog, tenantId, one)));
      }
    }
    return examples;
  } finally {
    await catalog.close();
  }
};
