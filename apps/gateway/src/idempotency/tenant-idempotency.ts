import { Problem } from '#contracts';
import {
  IdempotencyKeyInFlightException,
  IdempotencyKeyInterceptor,
  IdempotencyKeyReusedException,
  IdempotencyUnavailableException,
  InvalidIdempotencyKeyException,
} from '#dedup';
import { type CallHandler, type ExecutionContext, Injectable } from '@nestjs/common';
import { type Observable } from 'rxjs';
import { findPrincipal } from '../auth/principal.js';

/** When a first request that is still being answered is expected to be, or the store to be back. */
const retryAfterSeconds = 5;

/** As the caller is told. What the handler itself throws is none of these. */
const asProblem = (error: unknown): unknown => {
  if (error instanceof InvalidIdempotencyKeyException) {
    const errors = [{ field: 'Idempotency-Key', detail: 'must be 1 to 255 characters' }];
    return new Problem('malformed', error.message, { errors, cause: error });
  }
  if (error instanceof IdempotencyKeyInFlightException) {
    return new Problem('conflict', error.message, { retryAfterSeconds, cause: error });
  }
  if (error instanceof IdempotencyKeyReusedException) {
    return new Problem('unprocessable', error.message, { cause: error });
  }
  if (error instanceof IdempotencyUnavailableException) {
    return new Problem('unavailable', error.message, { retryAfterSeconds, cause: error.cause });
  }
  return error;
};

/**
 * Honours `Idempotency-Key` on every route that needs an API key. Keys belong to the tenant, so that
 * a colleague's repetition is recognised as well. Webhooks and the chat have ids of their own.
 */
@Injectable()
export class TenantIdempotency extends IdempotencyKeyInterceptor {
  override async intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    if (findPrincipal(context) === undefined) return next.handle();
    try {
      return await super.intercept(context, next);
    } catch (error) {
      throw asProblem(error);
    }
  }

  protected getScope(context: ExecutionContext): string {
    return findPrincipal(context)?.tenantId ?? 'platform';
  }
}
