import { auditTenants } from '#conversations';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { mergeMap, type Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { actorOf } from '../auth/actor.js';
import { type Principal } from '../auth/principal.js';

interface ChangingRequest {
  method: string;
  principal?: Principal;
  params: Record<string, string>;
  body: unknown;
}

/** Names of the fields only: their values may be secrets. */
const fieldsOf = (body: unknown): string[] =>
  typeof body === 'object' && body !== null ? Object.keys(body).sort() : [];

/**
 * Writes down who changed how a business is run, once it has been done and before it is answered.
 * After `TenantIdempotency`, so that an answer given again is no second change. What is done to
 * conversations and caches writes its own entry, in its own transaction.
 */
@Injectable()
export class ChangeAudit implements NestInterceptor {
  private readonly logger = new Logger(ChangeAudit.name);

  constructor(@InjectDataSource() private readonly database: DataSource) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context
      .switchToHttp()
      .getRequest<ChangingRequest & { routeOptions?: { url?: string } }>();
    const { method, principal } = request;
    const route = request.routeOptions?.url ?? '';
    if (method === 'GET' || principal === undefined) return next.handle();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await this.write(request, principal, route, answer);
        return answer;
      }),
    );
  }

  /** What has been done stays done: without its entry it is logged, and answered. */
  private async write(
    { method, params, body }: ChangingRequest,
    principal: Principal,
    route: string,
    answer: unknown,
  ): Promise<void> {
    const id = params['id'] ?? (answer as { id?: string } | undefined)?.id ?? null;
    const tenantId = principal.tenantId ?? id;
    if (tenantId === null) return;
    const action = `${method} ${route}`;
    const detail = { id, fields: fieldsOf(body) };
    try {
      await auditTenants(this.database, tenantId, { by: actorOf(principal), action, detail });
    } catch (err) {
      this.logger.error({ err, action, tenantId, ...detail }, 'a change was not audited');
    }
  }
}
