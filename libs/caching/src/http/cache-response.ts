import {
  applyDecorators,
  SetMetadata,
  UseInterceptors,
  type ExecutionContext,
} from '@nestjs/common';
import { type Family } from '../family.js';
import { type CachePlace } from '../method-decorators.js';
import { CachingInterceptor } from './caching.interceptor.js';
import { cachedResponseKey, type CachedResponse } from './cached-response.js';

/**
 * Answers an HTTP or RPC handler from the cache. The key is made of what `place` names, never of
 * the URL, so a response can only be shared within its scope. What the handler does to status and
 * headers is not cached.
 *
 * @example
 * \@Get(':id')
 * \@CacheResponse(products, fromRequest((request: AuthorizedRequest) => ({
 *   scope: request.tenantId, id: request.params.id,
 * })))
 * @example
 * \@MessagePattern('products.get')
 * \@CacheResponse(products, fromMessage((query: ProductQuery) => ({
 *   scope: query.tenantId, id: query.id, useCache: query.useCache,
 * })))
 */
export function CacheResponse<Value>(
  family: Family<Value>,
  place: (context: ExecutionContext) => CachePlace,
): MethodDecorator {
  const cached: CachedResponse = { family, place };
  return applyDecorators(
    SetMetadata(cachedResponseKey, cached),
    UseInterceptors(CachingInterceptor),
  );
}

/** The place of an HTTP response, from its request. */
export const fromRequest =
  <Request>(place: (request: Request) => CachePlace) =>
  (context: ExecutionContext): CachePlace =>
    place(context.switchToHttp().getRequest<Request>());

/** The place of an RPC reply, from the message. */
export const fromMessage =
  <Message>(place: (message: Message) => CachePlace) =>
  (context: ExecutionContext): CachePlace =>
    place(context.switchToRpc().getData<Message>());
