import { type ExecutionContext } from '@nestjs/common';
import { type AnyFamily } from '../family.js';
import { type CachePlace } from '../method-decorators.js';

export const cachedResponseKey = Symbol('cached response');

/** What `@CacheResponse` says of a handler. */
export interface CachedResponse {
  readonly family: AnyFamily;
  readonly place: (context: ExecutionContext) => CachePlace;
}
