import { type INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BenchServers } from '../../bench/harness/bench-servers.js';
import { categories, type EvalCase, evalTenants } from '../cases/index.js';
import { type Bar, type RetrievalResult } from './retrieval-result.js';
import { openShop, startCatalog, untilEmbedded } from './eval-catalog.js';
import { meanReciprocalRank, type Place, placeOf, recallAt } from './measures.js';
import { fullTextOf, meaningOf, searchOf, trigramsOf, type Way } from './ways.js';

interface Judged {
  case: EvalCase;
  place: Place;
}

/** What the customer said before, as the agent hands it on. */
const contextOf = ({ conversation }: EvalCase): string | undefined =>
  conversation.length === 1 ? undefined : conversation.slice(0, -1).join(' ');

const externalIds = async (catalog: INestApplicationContext): Promise<Map<string, string>> => {
  const rows: { id: string; externalId: string }[] = await catalog.get(DataSource).query(
    `SELECT id, external_id AS "externalId" FROM product UNION ALL
     SELECT id, external_id FROM service UNION ALL SELECT id, external_id FROM knowledge_entry`,
  );
  return new Map(rows.map(({ id, externalId }) => [id, externalId]));
};

const judge = async (
  way: Way,
  tenants: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): Promise<Judged[]> => {
  const judged: Judged[] = [];
  for (const one of evalTenants.flatMap(({ cases }) => cases)) {
    if (one.outcome !== 'answer') continue;
    const found = await way({
      tenantId: tenants.get(one.tenant) ?? '',
      query: one.conversation.at(-1) ?? '',
      context: contextOf(one),
      language: one.language,
    });
    const place = placeOf(
      found.map((id) => names.get(id) ?? ''),
      one.sources,
    );
    judged.push({ case: one, place });
  }
  return judged;
};

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const measure = (judged: readonly Judged[]): { recall: number; rank: number; count: number } => {
  const places = judged.map(({ place }) => place);
  return {
    recall: rounded(recallAt(5, places)),
    rank: rounded(meanReciprocalRank(places)),
    count: places.length,
  };
};

const row = (name: string, judged: readonly Judged[]): string => {
  const { recall, rank, count } = measure(judged);
  return `${name.padEnd(28)}${recall.toFixed(3).padStart(9)}${rank.toFixed(3).padStart(8)}${String(count).padStart(7)}`;
};

const barsOf = (results: ReadonlyMap<string, Judged[]>): Bar[] => {
  const hybrid = measure(results.get('hybrid') ?? []);
  const others = [...results].filter(([name]) => name !== 'hybrid');
  return [
    { name: 'recall@5 >= 0.95', value: hybrid.recall, passed: hybrid.recall >= 0.95 },
    { name: 'MRR >= 0.80', value: hybrid.rank, passed: hybrid.rank >= 0.8 },
    ...others.map(([name, judged]) => ({
      name: `hybrid's MRR over ${name}`,
      value: rounded(hybrid.rank - measure(judged).rank),
      passed: hybrid.rank > measure(judged).rank && hybrid.recall >= measure(judged).recall,
    })),
  ];
};

const report = (results: ReadonlyMap<string, Judged[]>): RetrievalResult => {
  const hybrid = results.get('hybrid') ?? [];
  const missed = hybrid.filter(({ place }) => place !== 1);
  const ofCategory = (category: string): Judged[] =>
    hybrid.filter(({ case: one }) => one.category === category);
  const asked = categories.filter((category) => ofCategory(category).length > 0);
  return {
    lines: [
      `${'answerable questions'.padEnd(28)} recall@5     MRR  cases`,
      ...[...results].map(([name, judged]) => row(name, judged)),
      'hybrid, by category',
      ...asked.map((category) => row(`  ${category}`, ofCategory(category))),
      'hybrid, not in the first place',
      ...missed.map(
        ({ case: one, place }) => `  ${one.id} (${place ?? '-'}): ${one.conversation.join(' / ')}`,
      ),
    ],
    figures: Object.fromEntries(
      [...results].flatMap(([name, judged]) => [
        [`${name} recall@5`, measure(judged).recall],
        [`${name} MRR`, measure(judged).rank],
      ]),
    ),
    bars: barsOf(results),
    details: missed.map(({ case: one, place }) => ({ id: one.id, place: place ?? null })),
  };
};

/** How well search finds the sources of the answerable cases, as a whole and by each of its parts. */
export const runRetrieval = async (): Promise<RetrievalResult> => {
  await using servers = await BenchServers.start({ postgres: true, redisNodes: 1, durable: false });
  const urls = { databaseUrl: await servers.createDatabase(), redisUrl: servers.redisUrl };
  const hybrid = await startCatalog(urls, process.env.EMBEDDINGS_MODEL ?? 'builtin');
  const words = await startCatalog(urls, 'none');
  try {
    const tenants = new Map<string, string>();
    for (const tenant of evalTenants) tenants.set(tenant.key, await openShop(hybrid, tenant));
    await untilEmbedded(hybrid);
    const names = await externalIds(hybrid);
    const ways: Record<string, Way> = {
      hybrid: searchOf(hybrid),
      'words (text and slips)': searchOf(words),
      'full text': fullTextOf(words),
      trigrams: trigramsOf(words),
      meaning: meaningOf(hybrid),
    };
    const results = new Map<string, Judged[]>();
    for (const [name, way] of Object.entries(ways)) {
      results.set(name, await judge(way, tenants, names));
    }
    return report(results);
  } finally {
    await hybrid.close();
    await words.close();
  }
};
