import { TieredCache } from '#caching';
import { ChangeFeed } from '#changes';
import {
  type CatalogMethod,
  type CatalogReply,
  catalogMethods,
  parseInput,
  Problem,
  withoutNulls,
} from '#contracts';
import { addLogFields, inSpan } from '#observability';
import { asTenant, isDatabaseUnavailable } from '#persistence';
import { runInLedger } from '#relations';
import { Injectable, Logger } from '@nestjs/common';
import { Callers } from './callers.js';
import { HandlerRegistry } from './handler-registry.js';

const databaseAway = (cause: unknown): Problem =>
  new Problem('unavailable', 'The database is unavailable', { retryAfterSeconds: 2, cause });

/** What comes with a request, whichever transport it came by. */
export interface CallContext {
  /** W3C trace context. */
  traceparent?: string | undefined;
  /** `trusted`: the transport itself lets only our own services in. */
  authorization: { trusted: true } | { trusted: false; header: string | undefined };
}

/** Carries out one call, whichever transport it came by. */
@Injectable()
export class CatalogCalls {
  private readonly logger = new Logger(CatalogCalls.name);

  constructor(
    private readonly handlers: HandlerRegistry,
    private readonly callers: Callers,
    private readonly changes: ChangeFeed,
    private readonly cache: TieredCache,
  ) {}

  /** @throws Problem and nothing else */
  async execute(
    method: CatalogMethod,
    request: unknown,
    { traceparent, authorization }: CallContext,
  ): Promise<CatalogReply<CatalogMethod>> {
    return inSpan(`catalog ${method}`, { kind: 'server', traceparent }, () =>
      runInLedger(async (ledger) => {
        const command = parseInput(catalogMethods[method].request, withoutNulls(request));
        addLogFields({ tenantId: command.tenantId });
        const result = await this.run(method, async () => {
          if (!authorization.trusted) {
            await this.callers.authorize(authorization.header, method, command.tenantId);
          }
          // From here on PostgreSQL itself hides what is another tenant's.
          return asTenant(command.tenantId, () => this.handlers.of(method)(command));
        });
        if (!catalogMethods[method].idempotent) await this.forgetChanged(command.tenantId, method);
        return { result, ledger: ledger.toJSON() };
      }),
    );
  }

  /**
   * After a write, before it is answered: its writer reads it from here on. What it changed is in the
   * change log, as are all changes; where that cannot be read, everything of the tenant goes.
   */
  private async forgetChanged(tenantId: string, method: CatalogMethod): Promise<void> {
    if (!(await this.changes.catchUp())) await this.cache.invalidateScope(tenantId, method);
  }

  private async run(
    method: CatalogMethod,
    carryOut: () => Promise<CatalogReply<CatalogMethod>['result']>,
  ): Promise<CatalogReply<CatalogMethod>['result']> {
    try {
      return await carryOut();
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (isDatabaseUnavailable(error)) throw databaseAway(error);
      this.logger.error({ err: error, method }, 'a catalog method failed');
      // Not the error's own text: it may hold SQL or customers' words.
      throw new Problem('internal', undefined, { cause: error });
    }
  }
}
