import { CatalogClient } from '#catalog-client';
import { runInLedger } from '#relations';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { encryptionKeys, type Service, Suite } from '../support/suite.js';

/** However a change was made, every replica shows it within a second. */
const withinMs = 1_000;

/** One replica of catalog-service, called directly. */
class Replica {
  client: CatalogClient;

  constructor(
    readonly service: Service,
    private readonly tenantId: string,
  ) {
    this.client = this.connect();
  }

  /** After it was started again: gRPC takes its time to try an address again that was refused. */
  reconnect(): void {
    this.client.onApplicationShutdown();
    this.client = this.connect();
  }

  get pid(): number {
    return this.service.process.pid ?? 0;
  }

  private connect(): CatalogClient {
    return new CatalogClient({
      transport: 'grpc',
      redisUrl: 'redis://127.0.0.1:1',
      keyPrefix: 'unused',
      grpcUrl: `ipv4:${this.service.environment['GRPC_LISTEN']}`,
      passKeys: [encryptionKeys],
    });
  }

  /** The product's price by each way of reading it: alone, in a list, in what a question finds. */
  async prices(id: string, { useCache = true } = {}): Promise<(number | undefined)[]> {
    const { tenantId, client } = this;
    const [product, list, search] = await Promise.all([
      client.call('getProduct', { tenantId, id, useCache }),
      client.call('listProducts', { tenantId, limit: 200, useCache }),
      client.call('search', { tenantId, query: 'Umeme Trail', useCache }),
    ]);
    const amount = (found?: { price: { amountMinor: number } }): number | undefined =>
      found?.price.amountMinor;
    return [
      amount(product),
      amount(list.items.find((item) => item.id === id)),
      amount(search.hits.find((hit) => hit.product?.id === id)?.product),
    ];
  }
}

describe('what is cached', () => {
  let suite: Suite;
  let replicas: Replica[];
  let productId: string;
  let price = 20_000_000;

  const replica = (index: number): Replica => replicas[index] as Replica;

  const byHand = (sql: string): Promise<unknown> =>
    suite.database.query(sql, [productId, suite.demo.tenantId, price]);
  const setPrice = 'UPDATE product SET price_minor = $3 WHERE id = $1 AND tenant_id = $2';

  const byApi = async (method: string, path: string, json: object): Promise<void> => {
    const response = await fetch(`${suite.gatewayUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${suite.demo.ownerKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(json),
    });
    expect(response.status).toBe(200);
  };

  const showNewPrice = async (those: Replica[]): Promise<void> => {
    await Promise.all(
      those.map((each) =>
        eventually(
          'the new price',
          async () => (await each.prices(productId)).every((shown) => shown === price),
          withinMs,
        ),
      ),
    );
  };

  const restart = async (): Promise<void> => {
    await suite.restart('catalog-service');
    for (const each of replicas) each.reconnect();
  };

  /** Backends that tell catalog-services of changes. */
  const feeds = async (pid?: number): Promise<number[]> => {
    const rows: { pid: number }[] = await suite.database.query(
      'SELECT pid FROM pg_stat_activity WHERE application_name LIKE $1',
      [`catalog-service changes ${pid ?? '%'}`],
    );
    return rows.map((row) => row.pid);
  };

  beforeAll(async () => {
    suite = await Suite.start({}, { workers: 2, catalogs: 2 });
    replicas = suite
      .of('catalog-service')
      .map((service) => new Replica(service, suite.demo.tenantId));
    const [row]: { id: string }[] = await suite.database.query(
      `SELECT id FROM product WHERE external_id = 'umeme-trail'`,
    );
    productId = row?.id ?? '';
  }, 60_000);
  beforeEach(async () => {
    price += 100;
    // Everybody has read the old price, and has it in memory.
    for (const each of replicas) await each.prices(productId);
  });
  afterAll(async () => {
    for (const { client } of replicas ?? []) client.onApplicationShutdown();
    await suite?.[Symbol.asyncDispose]();
  });

  it('costs no statement to read again, on any replica', async () => {
    for (const each of replicas) {
      const cost = await runInLedger(async (ledger) => {
        await each.prices(productId);
        return ledger.toJSON();
      });
      expect(cost).toMatchObject({ sqlStatements: 0, cacheMisses: 0 });
      const uncached = await runInLedger(async (ledger) => {
        await each.prices(productId, { useCache: false });
        return ledger.toJSON();
      });
      expect(uncached).toMatchObject({ cacheHits: 0, cacheMisses: 0 });
      expect(uncached.sqlStatements).toBeGreaterThan(5);
    }
  });

  it('shows a price changed over HTTP, on every replica', async () => {
    await byApi('PATCH', `/v1/products/${productId}`, {
      price: { amountMinor: price, currency: 'KES' },
    });
    await showNewPrice(replicas);
  });

  it('shows a price changed by gRPC: where it was changed at once, and on every replica', async () => {
    await replica(0).client.call('updateProduct', {
      tenantId: suite.demo.tenantId,
      id: productId,
      patch: { price: { amountMinor: price, currency: 'KES' } },
      updateMask: ['price'],
    });
    expect(await replica(0).prices(productId)).toEqual([price, price, price]);
    await showNewPrice(replicas);
  });

  it('shows a price changed by an import', async () => {
    const row = { externalId: 'umeme-trail', title: 'Umeme Trail Electric Mountain Bike' };
    const response = await fetch(`${suite.gatewayUrl}/v1/products/import`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${suite.demo.ownerKey}`,
        'content-type': 'application/x-ndjson',
      },
      body: JSON.stringify({ ...row, price: { amountMinor: price, currency: 'KES' } }),
    });
    expect(response.status).toBe(202);
    await eventually('the import', async () => {
      const rows: unknown[] = await suite.database.query(
        'SELECT FROM product WHERE id = $1 AND price_minor = $2',
        [productId, price],
      );
      return rows.length === 1;
    });
    await showNewPrice(replicas);
  });

  it('shows a price changed by hand', async () => {
    await byHand(setPrice);
    await showNewPrice(replicas);
  });

  it('shows what a statement changed of many products at once', async () => {
    await byHand(
      'UPDATE product SET price_minor = $3 WHERE tenant_id = $2 AND $1::uuid IS NOT NULL',
    );
    await showNewPrice(replicas);
  });

  it('shows a price changed while the connections that would tell of it are cut', async () => {
    const cut = await feeds();
    expect(cut).toHaveLength(2);
    await Promise.all([
      byHand(setPrice),
      suite.database.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [cut]),
    ]);
    await showNewPrice(replicas);
  });

  it('shows a price whose writer was killed right after its commit', async () => {
    // The writer's own news are held back, so that it dies between its commit and what follows.
    const [feed = 0] = await feeds(replica(0).pid);
    process.kill(feed, 'SIGSTOP');
    try {
      const unanswered = replica(0)
        .client.call('updateProduct', {
          tenantId: suite.demo.tenantId,
          id: productId,
          patch: { price: { amountMinor: price, currency: 'KES' } },
          updateMask: ['price'],
        })
        .then(
          () => 'answered',
          () => 'unanswered',
        );
      await eventually('the commit', async () => {
        const rows: { price_minor: string }[] = await suite.database.query(
          'SELECT price_minor FROM product WHERE id = $1',
          [productId],
        );
        return Number(rows[0]?.price_minor) === price;
      });
      process.kill(replica(0).pid, 'SIGKILL');
      await showNewPrice([replica(1)]);
      expect(await unanswered).toBe('unanswered');
      await replica(0).service.process.exited;
    } finally {
      process.kill(feed, 'SIGCONT');
    }
    await suite.restart('catalog-service');
    await eventually('it is back', () =>
      replica(0)
        .prices(productId)
        .catch(() => false),
    );
    await showNewPrice(replicas);
  });

  it('is right for who starts after a change that nobody heard of', async () => {
    for (const { service } of replicas) service.process.kill('SIGKILL');
    await Promise.all(replicas.map(({ service }) => service.process.exited));
    // Redis still holds the old price.
    await byHand(setPrice);
    await restart();
    for (const each of replicas) {
      expect(await each.prices(productId)).toEqual([price, price, price]);
    }
  });

  it('is quoted with the new price, whichever worker answers', async () => {
    const quoted = async (from: string): Promise<string> => {
      const { messageId } = await suite.post('What does the Umeme Trail cost?', { from });
      const reply = await eventually('a reply', () => suite.receiver.answersTo(messageId)[0]);
      return reply.text;
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(quoted));
    price = 31_415_900;
    await byHand(setPrice);
    await showNewPrice(replicas);
    for (const text of await Promise.all(['e', 'f', 'g', 'h'].map(quoted))) {
      expect(text).toContain('KES 314,159.00');
    }
  });

  it('speaks with the new voice in the next turn', async () => {
    await byApi('PATCH', '/v1/agent', { handoffKeywords: ['marmalade'] });
    const { messageId } = await suite.post('I want marmalade', { from: 'hungry' });
    const reply = await eventually('a reply', () => suite.receiver.answersTo(messageId)[0]);
    expect(reply.handoff).toBe(true);
  });
});
