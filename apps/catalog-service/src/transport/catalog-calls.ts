import {
  type CatalogMethod,
  type CatalogReply,
  catalogMethods,
  parseInput,
  Problem,
  withoutNulls,
} from '#contracts';
import { addLogFields, runInContext } from '#observability';
import { isDatabaseUnavailable } from '#persistence';
import { runInLedger } from '#relations';
import { Injectable, Logger } from '@nestjs/common';
import { CachedSearch } from '../search/cached-search.js';
import { HandlerRegistry } from './handler-registry.js';

const databaseAway = (cause: unknown): Problem =>
  new Problem('unavailable', 'The database is unavailable', { retryAfterSeconds: 2, cause });

/** Carries out one call, whichever transport it came by. */
@Injectable()
export class CatalogCalls {
  private readonly logger = new Logger(CatalogCalls.name);

  constructor(
    private readonly handlers: HandlerRegistry,
    private readonly searches: CachedSearch,
  ) {}

  /** @throws Problem and nothing else */
  async execute(
    method: CatalogMethod,
    request: unknown,
    traceparent: string | undefined,
  ): Promise<CatalogReply<CatalogMethod>> {
    return runInContext({ traceparent }, () =>
      runInLedger(async (ledger) => {
        const command = parseInput(catalogMethods[method].request, withoutNulls(request));
        addLogFields({ tenantId: command.tenantId });
        const result = await this.run(method, command);
        if (!catalogMethods[method].idempotent) {
          await this.searches.forget(command.tenantId, method);
        }
        return { result, ledger: ledger.toJSON() };
      }),
    );
  }

  private async run(
    method: CatalogMethod,
    command: unknown,
  ): Promise<CatalogReply<CatalogMethod>['result']> {
    try {
      return await this.handlers.of(method)(command);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (isDatabaseUnavailable(error)) throw databaseAway(error);
      this.logger.error({ err: error, method }, 'a catalog method failed');
      // Not the error's own text: it may hold SQL or customers' words.
      throw new Problem('internal', undefined, { cause: error });
    }
  }
}
