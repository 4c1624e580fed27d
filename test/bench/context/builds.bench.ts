import { setTimeout as delay } from 'node:timers/promises';
import { createDataSource } from '#persistence';
import { v7 as uuidv7 } from 'uuid';
import { ContextBuilder } from '../../../apps/agent-worker/src/agent/context/context-builder.js';
import { CustomerFactsReader } from '../../../apps/agent-worker/src/agent/context/customer-facts.js';
import { Retrieval } from '../../../apps/agent-worker/src/agent/retrieval.js';
import { TurnStore } from '../../../apps/agent-worker/src/turns/turn-store.js';
import { type Turn } from '../../../apps/agent-worker/src/turns/turn.js';
import { WorkerIdentity } from '../../../apps/agent-worker/src/worker-identity.js';
import { admitted } from '../../../apps/agent-worker/test/conversations.js';
import {
  clientOf,
  eventually,
  startCatalog,
} from '../../../apps/catalog-service/test/running-catalog.js';
import { QueryEmbeddings } from '../../../apps/catalog-service/src/search/query-embeddings.js';
import { createTenantWithChannel, type TestChannel } from '../../support/tenants.js';
import { type Part } from '../benchmark.js';
import { median, quantile } from '../harness/statistics.js';
import { atMost, type Row } from '../harness/report.js';
import { fillShop, itemsEach, questionOf } from './large-shop.js';

const rowOf = (name: string, times: readonly number[]): Row => ({
  name,
  figures: { 'p50 ms': median(times), 'p95 ms': quantile(times, 0.95), builds: times.length },
});

/**
 * The search for a question, over gRPC, and the prompt made of what it finds and of the customer's
 * facts. Not in it: the question's vector, computed before; and the agent's configuration and the
 * history, which come with the statement that takes the turn.
 */
export const benchBuilds: Part = async (servers, { quick }) => {
  const databaseUrl = await servers.createDatabase();
  await using service = await startCatalog({
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: servers.redisUrl, EMBEDDINGS_MODEL: 'builtin' },
  });
  using catalog = clientOf([service], { transport: 'grpc' });
  const database = createDataSource({ databaseUrl, applicationName: 'bench' });
  await database.initialize();
  try {
    const embeddings = service.app.get(QueryEmbeddings, { strict: false });
    const store = new TurnStore(database, service.environment, new WorkerIdentity());
    const builder = new ContextBuilder(new CustomerFactsReader(database));
    const retrieval = new Retrieval(catalog);
    const { signal } = new AbortController();
    const { ENCRYPTION_KEYS: encryptionKeys } = service.environment;
    let asked = 0;

    const turnOf = async (tenantId: string, channelId: string): Promise<Turn> => {
      const text = questionOf(asked++);
      const conversationId = await admitted(database, { tenantId, channelId }, text);
      const turn = await store.begin({ tenantId, conversationId });
      if (turn === undefined) throw new Error('The turn could not be begun.');
      await embeddings.of({ tenantId, query: text, limit: 10, useCache: true });
      return turn;
    };
    const build = async (turn: Turn): Promise<number> => {
      const startedAt = performance.now();
      const finding = await retrieval.find(turn, turn.unanswered[0]?.text ?? '', signal);
      const { ledger } = await builder.build(turn, [finding]);
      const milliseconds = performance.now() - startedAt;
      if (finding.material.length === 0 || ledger.some(({ failed }) => failed)) {
        throw new Error('Nothing was found: there is nothing to measure.');
      }
      return milliseconds;
    };

    // Several attempts: the model is loaded first.
    const { length: dimensions } = await eventually(() =>
      embeddings.of({ tenantId: uuidv7(), query: 'a', limit: 1, useCache: true }),
    );
    const model = embeddings.model ?? '';
    const cold: number[] = [];
    const asNew: number[] = [];
    const warm: number[] = [];
    const shops: TestChannel[] = [];
    for (let shop = 0; shop < (quick ? 2 : 21); shop++) {
      const channel = await createTenantWithChannel(database, { encryptionKeys });
      await fillShop(database, channel.tenantId, { model, dimensions });
      shops.push(channel);
    }
    await database.query('ANALYZE');
    // Until the change feed has told of all that was written.
    await delay(3_000);
    for (const [place, { tenantId, channelId }] of shops.entries()) {
      const turn = await turnOf(tenantId, channelId);
      const first = await build(turn);
      // The very first one connects and compiles, once in a process.
      if (place > 0) cold.push(first);
      for (let again = 0; again < 15; again++) warm.push(await build(turn));
      for (let more = 0; more < 3; more++) {
        asNew.push(await build(await turnOf(tenantId, channelId)));
      }
    }
    return [
      {
        title: `Context builds, ${itemsEach} products and ${itemsEach} knowledge entries a tenant`,
        rows: [
          rowOf('cold: the first question of a tenant', cold),
          rowOf('another question of the tenant', asNew),
          rowOf('warm: a question asked before', warm),
          { name: 'cold / warm', figures: { 'p50 ms': median(cold) / median(warm) } },
        ],
        targets: [
          atMost('warm build, p50 ms', 5, median(warm)),
          atMost('cold build, p50 ms', 50, median(cold)),
        ],
      },
    ];
  } finally {
    await database.destroy();
  }
};
