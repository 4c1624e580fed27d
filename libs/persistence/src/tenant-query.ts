import pg from 'pg';

/** The role row-level security is written for; see the migration. */
export const tenantRole = 'tulia_tenant';

const text = `SELECT set_config('role', '${tenantRole}', true), set_config('tulia.tenant', $1, true)`;

/** Puts the role and the tenant in place; prepared where connections are ours for good. */
export const tenantStatement = { name: 'tulia_tenant', text };

/** The part of pg's protocol that cursors use as well. */
interface Protocol {
  stream: { cork(): void; uncork(): void };
  parse(statement: { name: string; text: string; types: number[] }): void;
  bind(bound: { portal: string; statement: string; values: string[]; binary: boolean }): void;
  execute(portal: { portal: string; rows: number }): void;
}

interface QueryBase {
  prepare(connection: Protocol): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Protocol): void;
}

type QueryConstructor = new (config: object, values: unknown, callback: unknown) => QueryBase;

/**
 * A statement that runs as one tenant. PostgreSQL treats all messages up to a Sync as one
 * transaction, so setting the role and the tenant travels in front of the statement: no round trip
 * more, gone when the transaction ends, and the same behind a transaction pooler.
 */
export class TenantQuery extends (pg.Query as unknown as QueryConstructor) {
  private settled = false;

  /** @param prepared whether `tenantStatement` was prepared on the connection */
  constructor(
    config: object,
    values: unknown,
    callback: unknown,
    private readonly tenantId: string,
    private readonly prepared: boolean,
  ) {
    super({ ...config, queryMode: 'extended' }, values, callback);
  }

  override prepare(connection: Protocol): void {
    const statement = this.prepared ? tenantStatement.name : '';
    if (!this.prepared) connection.parse({ name: '', text, types: [] });
    connection.bind({ portal: '', statement, values: [this.tenantId], binary: false });
    connection.execute({ portal: '', rows: 0 });
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.settled) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Protocol): void {
    if (this.settled) super.handleCommandComplete(message, connection);
    this.settled = true;
  }
}
