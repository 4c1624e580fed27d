import { type HeldLease } from '../leases/lease-backend.js';
import { bumpSql, heldSql, releaseSql, renewSql, takeSql } from './fence-sql.js';
import { type QuerySql } from './query-sql.js';

/**
 * Fencing tokens in PostgreSQL: each taking of a resource gets a higher token than every earlier
 * one, so that whatever is written under an old token can be refused (`fenceGuardSql`). Errors of
 * the query are thrown as they are.
 */
export class Fences {
  constructor(private readonly query: QuerySql) {}

  /** @returns the token; undefined while another lease on it lives, also one of the same owner */
  take(resource: string, owner: string, ttlMs: number): Promise<bigint | undefined> {
    return this.token(takeSql, [resource, owner, ttlMs]);
  }

  /** @returns false when a newer token was given out, or the lease was released */
  async renew(resource: string, token: bigint, ttlMs: number): Promise<boolean> {
    return (await this.token(renewSql, [resource, `${token}`, ttlMs])) !== undefined;
  }

  /** @returns false when it was not held under this token */
  async release(resource: string, token: bigint): Promise<boolean> {
    return (await this.token(releaseSql, [resource, `${token}`])) !== undefined;
  }

  /** Invalidates every token given out so far; the resource is free then. @returns the new token */
  async bump(resource: string): Promise<bigint> {
    const token = await this.token(bumpSql, [resource]);
    if (token === undefined) throw new Error('The query returned no rows for a SELECT.');
    return token;
  }

  async inspect(resource: string): Promise<HeldLease | undefined> {
    const [row] = await this.query(heldSql, [resource, 1]);
    return row && heldLease(row);
  }

  /** The last to expire first. */
  async list(limit: number): Promise<HeldLease[]> {
    return (await this.query(heldSql, [null, limit])).map(heldLease);
  }

  private async token(sql: string, parameters: unknown[]): Promise<bigint | undefined> {
    const [row] = await this.query(sql, parameters);
    return row === undefined ? undefined : BigInt(row['token'] as string);
  }
}

const heldLease = (row: Record<string, unknown>): HeldLease => ({
  resource: row['resource'] as string,
  workerId: row['owner'] as string,
  acquiredAt: new Date(row['acquiredAtMs'] as number),
  expiresInMs: Math.round(row['expiresInMs'] as number),
  fence: BigInt(row['token'] as string),
});
