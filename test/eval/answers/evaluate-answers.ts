import { type CatalogClient } from '#catalog-client';
import { type Environment } from '#config';
import { createDataSource } from '#persistence';
import { type SearchHit, type Source } from '#contracts';
import { clientOf, startCatalog } from '../../../apps/catalog-service/test/running-catalog.js';
import { groundingViolations } from '../../../apps/agent-worker/src/agent/grounding/grounding-check.js';
import { materialOf } from '../../../apps/agent-worker/src/agent/material.js';
import { type Answer } from '../../../apps/agent-worker/src/turns/turn.js';
import { TurnStore } from '../../../apps/agent-worker/src/turns/turn-store.js';
import { WorkerIdentity } from '../../../apps/agent-worker/src/worker-identity.js';
import { createAgent } from '../../../apps/agent-worker/test/agents.js';
import { BenchServers } from '../../bench/harness/bench-servers.js';
import { caseSetVersion, evalTenants } from '../cases/index.js';
import { converse } from '../../../apps/agent-worker/test/conversations.js';
import { type AnswersRun, type CaseResult, compareWithLast, record } from './recorded-runs.js';
import { holdsWhatMust, printReport } from './report.js';
import { untilEmbedded } from '../retrieval/eval-catalog.js';
import { openShop, type Shop } from './shop.js';
import { faultsOf } from './verdict.js';

/** Models of the environment are asked, where it names any: `LLM_*` as the services read it. */
const modelVariables = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      name.startsWith('LLM_') && value !== undefined ? [[name, value]] : [],
    ),
  );

const modelOf = ({ LLM_PROVIDER, LLM_MODEL }: Environment): string =>
  LLM_PROVIDER === 'builtin' ? 'builtin' : `${LLM_PROVIDER}/${LLM_MODEL ?? ''}`;

/** The words of what an answer cites, read anew. */
const sourceTexts = async (
  catalog: CatalogClient,
  tenantId: string,
  { sources, language }: Answer,
): Promise<string[]> => {
  const read = async ({ type, id }: Source): Promise<string> => {
    const request = { tenantId, id };
    const item: Pick<SearchHit, 'product' | 'service' | 'knowledge'> =
      type === 'product'
        ? { product: await catalog.call('getProduct', request) }
        : type === 'service'
          ? { service: await catalog.call('getService', request) }
          : { knowledge: await catalog.call('getKnowledge', request) };
    const { title } = item.product ?? item.service ?? item.knowledge ?? { title: '' };
    return `${title}\n${materialOf({ score: 1, coverage: 1, ...item }, language)?.text ?? ''}`;
  };
  return Promise.all(sources.map(read));
};

/** @returns whether what must hold does */
export const evaluateAnswers = async (options: {
  only: string;
  record: boolean;
}): Promise<boolean> => {
  await using servers = await BenchServers.start({
    ...{ postgres: true, redisNodes: 1, durable: false },
  });
  const databaseUrl = await servers.createDatabase();
  await using catalogService = await startCatalog({
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: servers.redisUrl, EMBEDDINGS_MODEL: 'builtin' },
    ...modelVariables(),
  });
  const { environment } = catalogService;
  using catalog = clientOf([catalogService], { transport: 'grpc' });
  const database = createDataSource({ databaseUrl, applicationName: 'eval' });
  await database.initialize();
  try {
    const agent = createAgent(catalog, database, environment);
    const store = new TurnStore(database, environment, new WorkerIdentity());
    const results: CaseResult[] = [];
    for (const tenant of evalTenants) {
      const chosen = tenant.cases.filter(({ id }) => id.startsWith(options.only));
      if (chosen.length === 0) continue;
      const shop = await openShop(tenant, database, catalog, environment.ENCRYPTION_KEYS);
      await untilEmbedded(catalogService.app);
      for (const evalCase of chosen) {
        const heard = await converse({ agent, store, database }, shop, evalCase.conversation);
        results.push(await judged(catalog, shop, evalCase, heard));
      }
    }
    const run: AnswersRun = {
      ...{ caseSetVersion, model: modelOf(environment), at: new Date().toISOString(), results },
    };
    printReport(run, await compareWithLast(run));
    if (options.record) await record(run);
    return holdsWhatMust(run);
  } finally {
    await database.destroy();
  }
};

const judged = async (
  catalog: CatalogClient,
  { tenantId, tenant }: Shop,
  evalCase: (typeof tenant.cases)[number],
  { answer, milliseconds }: Awaited<ReturnType<typeof converse>>,
): Promise<CaseResult> => {
  const violations = groundingViolations(answer.text, {
    sources: await sourceTexts(catalog, tenantId, answer),
    names: [tenant.name, 'Assistant'],
  });
  return {
    ...{ id: evalCase.id, category: evalCase.category, outcome: evalCase.outcome },
    ...{ question: evalCase.conversation.at(-1) ?? '', reply: answer.text },
    sources: answer.sources.map(({ externalId = '' }) => externalId),
    ...{ confidence: answer.confidence, known: answer.known },
    ...{ handoffReason: answer.handoffReason, costUsd: answer.costUsd, milliseconds },
    tokens: answer.promptTokens + answer.completionTokens,
    violations: violations.map(({ kind, claim }) => `${kind}: ${claim}`),
    faults: faultsOf(evalCase, answer, violations.length > 0),
  };
};
