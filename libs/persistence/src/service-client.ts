import { createHash } from 'node:crypto';
import pg from 'pg';
import { currentAccess, type DatabaseAccess } from './database-access.js';
import { TenantQuery, tenantStatement } from './tenant-query.js';

/** Our own large statements; what TypeORM builds varies too much to be kept. */
const worthPreparing = /^\s*WITH\s/;

/** They touch no rows, and one of them must run in a transaction that has failed. */
const transactionControl = /^\s*(START TRANSACTION|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/i;

const names = new Map<string, string>();

/** The same text, the same name: PostgreSQL keeps its plan on each connection. */
const nameOf = (sql: string): string => {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 32);
  names.set(sql, name);
  return name;
};

type Query = (config: unknown, values?: unknown, callback?: unknown) => unknown;

export interface ServiceClientOptions {
  /** Whether the connection is ours for good, so that what is prepared stays. */
  prepare: boolean;
  /** Whose rows a statement may touch where nothing was said. */
  otherwise: DatabaseAccess;
}

/**
 * The connections of a service: each statement runs with the access of whoever asks, and large
 * ones are prepared once. (To plan them took longer than to run them: a message's four statements
 * 9 ms on 16 partitions.)
 */
export const serviceClient = ({ prepare, otherwise }: ServiceClientOptions): typeof pg.Client =>
  class ServiceClient extends pg.Client {
    private tenantPrepared = false;

    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const query = this.query.bind(this) as Query;
      const asked: Query = (config_, values, callback) => {
        if (typeof config_ !== 'string') return query(config_, values, callback);
        const access = currentAccess() ?? otherwise;
        const text = config_;
        const statement =
          prepare && Array.isArray(values) && worthPreparing.test(text)
            ? { name: nameOf(text), text }
            : { text };
        if (access === 'system' || transactionControl.test(text)) {
          return query({ ...statement, ...(values === undefined ? {} : { values }) }, callback);
        }
        const tenantId = access === 'nobody' ? '' : access.tenantId;
        return this.askAsTenant(query, statement, values, tenantId);
      };
      this.query = asked as typeof this.query;
    }

    private askAsTenant(
      query: Query,
      statement: object,
      values: unknown,
      tenantId: string,
    ): Promise<pg.QueryResult> {
      if (prepare && !this.tenantPrepared) this.prepareTenant(query);
      return new Promise((resolve, reject) => {
        const callback = (error: Error | null, result: pg.QueryResult): void => {
          if (error === null) resolve(result);
          else reject(error);
        };
        query(new TenantQuery(statement, values, callback, tenantId, this.tenantPrepared));
      });
    }

    /** Once a connection, in front of its first statement as a tenant. */
    private prepareTenant(query: Query): void {
      this.tenantPrepared = true;
      (query({ ...tenantStatement, values: [''] }) as Promise<unknown>).catch(() => {
        this.tenantPrepared = false;
      });
    }
  };
