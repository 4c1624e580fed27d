import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { TieredCache } from '../tiered-cache.js';
import { cachedResponseKey, type CachedResponse } from './cached-response.js';
import { ConditionalGet } from './conditional-get.js';

/** Answers handlers that carry `@CacheResponse`; others pass. */
@Injectable()
export class CachingInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly cache: TieredCache,
    private readonly conditionalGet: ConditionalGet,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const cached = this.reflector.get<CachedResponse | undefined>(
      cachedResponseKey,
      context.getHandler(),
    );
    return cached === undefined ? next.handle() : from(this.#answer(cached, context, next));
  }

  async #answer(
    { family, place }: CachedResponse,
    context: ExecutionContext,
    next: CallHandler,
  ): Promise<unknown> {
    const { scope, id, useCache } = place(context);
    const load = (): Promise<unknown> => lastValueFrom(next.handle(), { defaultValue: undefined });
    const value = await this.cache.get(family, scope, id, load, { useCache });
    if (context.getType() === 'http') this.conditionalGet.mark(context.switchToHttp(), value);
    return value;
  }
}
