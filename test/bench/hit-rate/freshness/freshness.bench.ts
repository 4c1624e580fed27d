import { type CatalogClient } from '#catalog-client';
import { type DataSource } from 'typeorm';
import { type BenchServers } from '../../harness/bench-servers.js';
import { atMost, type Row, type Section } from '../../harness/report.js';
import { quantile } from '../../harness/statistics.js';
import { type BenchOptions } from '../../options.js';
import { CatalogReplicas } from '../catalog-replicas.js';
import { openShops, type Shop } from '../shops.js';

interface Bench {
  readonly shop: Shop;
  readonly id: string;
  readonly database: DataSource;
  readonly replicas: readonly CatalogClient[];
}

/** Sets a price in one way and resolves when that is acknowledged. */
type SetPrice = (bench: Bench, amountMinor: number) => Promise<unknown>;

const byGrpc: SetPrice = ({ shop: { tenantId }, id, replicas }, amountMinor) =>
  replicas[0]?.call('updateProduct', {
    tenantId,
    id,
    patch: { price: { amountMinor, currency: 'EUR' } },
    updateMask: ['price'],
  }) ?? Promise.resolve();

const byHand: SetPrice = ({ id, database }, amountMinor) =>
  database.query('UPDATE product SET price_minor = $2 WHERE id = $1', [id, amountMinor]);

const priceAt = async (
  replica: CatalogClient,
  { shop: { tenantId }, id }: Bench,
): Promise<number> => {
  const { price } = await replica.call('getProduct', { tenantId, id });
  return price.amountMinor;
};

/** Milliseconds from the acknowledgement until every replica shows the price. */
const untilShown = async (
  bench: Bench,
  amountMinor: number,
  setPrice: SetPrice,
): Promise<number> => {
  // All have the old one in memory.
  for (const replica of bench.replicas) await priceAt(replica, bench);
  await setPrice(bench, amountMinor);
  const acknowledgedAt = performance.now();
  await Promise.all(
    bench.replicas.map(async (replica) => {
      while ((await priceAt(replica, bench)) !== amountMinor);
    }),
  );
  return performance.now() - acknowledgedAt;
};

/** How soon a changed price is read on every replica; the reading itself, a gRPC call, is included. */
export const benchFreshness = async (
  servers: BenchServers,
  { quick }: BenchOptions,
): Promise<Section[]> => {
  const changes = quick ? 10 : 300;
  await using catalogs = await CatalogReplicas.start(servers, {
    useCache: true,
    keyPrefix: 'freshness',
  });
  const replicas = catalogs.each();
  const [shop] = await openShops(catalogs.database, catalogs.caller(), 1);
  const id = shop?.products[0];
  if (shop === undefined || id === undefined) throw new Error('The shop has no product.');
  const bench: Bench = { shop, id, database: catalogs.database, replicas };
  let price = 1_000;
  const measure = async (name: string, setPrice: SetPrice): Promise<Row> => {
    const delays: number[] = [];
    for (let change = 0; change < changes; change++) {
      delays.push(await untilShown(bench, ++price, setPrice));
    }
    const figures = {
      changes,
      'p50 ms': quantile(delays, 0.5),
      'p99 ms': quantile(delays, 0.99),
      'max ms': Math.max(...delays),
    };
    return { name, figures };
  };
  const rows = [await measure('by gRPC', byGrpc), await measure('by hand, in SQL', byHand)];
  const [api, hand] = rows.map(({ figures }) => figures['p99 ms'] ?? Number.NaN);
  return [
    {
      title: 'From the acknowledgement of a new price until all replicas show it',
      rows,
      targets: [
        atMost('p99 by gRPC in ms', 50, api ?? Number.NaN),
        atMost('p99 by hand in ms', 1_000, hand ?? Number.NaN),
      ],
    },
  ];
};
