import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type DedupOptions, resolveOptions } from '../src/dedup.options.js';
import { createFenceTableSql } from '../src/fences/fence-sql.js';
import { type QuerySql } from '../src/fences/query-sql.js';
import { createLeases } from '../src/leases/create-leases.js';
import { type Leases } from '../src/leases/leases.js';
import { RedisNodes } from '../src/redis/redis-nodes.js';
import { type LeaseFixture } from './leases.contract.js';

/** Leases with a fence table in a schema of their own; with Redis as well where `urls` names any. */
export class FenceLeaseFixture implements LeaseFixture {
  private readonly keyPrefix = `t${randomUUID()}`;
  private readonly opened = new Map<Leases, () => Promise<unknown>>();

  private constructor(
    private readonly databaseUrl: string | undefined,
    private readonly schema: string,
    private readonly urls: readonly string[],
    readonly pool: pg.Pool,
  ) {}

  static async create(
    databaseUrl: string | undefined,
    urls: readonly string[] = [],
  ): Promise<FenceLeaseFixture> {
    const schema = `t_${randomUUID().replaceAll('-', '')}`;
    const pool = connect(databaseUrl, schema);
    await pool.query(`CREATE SCHEMA ${schema}`);
    await pool.query(createFenceTableSql);
    return new FenceLeaseFixture(databaseUrl, schema, urls, pool);
  }

  async open(options: Partial<DedupOptions> = {}): Promise<Leases> {
    const { keyPrefix, urls: redisUrls } = this;
    const pool = connect(this.databaseUrl, this.schema);
    const own = { redisUrls, keyPrefix, workerId: 'worker', fences: querying(pool) };
    const resolved = resolveOptions({ ...own, ...options });
    const nodes = new RedisNodes(resolved.redisUrls, resolved.nodeTimeoutMs);
    await nodes.connected();
    const leases = createLeases(resolved, nodes);
    this.opened.set(leases, () => Promise.all([nodes.close(), pool.ended || pool.end()]));
    return leases;
  }

  async cutOff(leases: Leases): Promise<void> {
    await this.opened.get(leases)?.();
  }

  async remove(resource: string): Promise<void> {
    const sql = 'UPDATE fence SET token = token + 1, lease_until = NULL WHERE resource = $1';
    await this.pool.query(sql, [resource]);
  }

  async giveToThief(resource: string): Promise<void> {
    const sql = `UPDATE fence SET token = token + 1, owner = 'thief',
      lease_until = clock_timestamp() + interval '1 minute' WHERE resource = $1`;
    await this.pool.query(sql, [resource]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.opened.values()].map((close) => close()));
    await this.pool.query(`DROP SCHEMA ${this.schema} CASCADE`);
    await this.pool.end();
  }
}

const querying =
  (pool: pg.Pool): QuerySql =>
  async (sql, parameters) =>
    (await pool.query<Record<string, unknown>>(sql, [...parameters])).rows;

const connect = (connectionString: string | undefined, schema: string): pg.Pool =>
  new pg.Pool({ connectionString, options: `-c search_path=${schema}` });
