import {
  type CanActivate,
  ConflictException,
  type ExecutionContext,
  Inject,
  Injectable,
} from '@nestjs/common';
import { StateUnavailableError } from '../errors.js';
import { type Processing } from '../processing/processing-states.js';
import { Deduplicator } from './deduplicator.js';

/**
 * Lets one call per key through to an HTTP or RPC handler, over all replicas. A guard does not see
 * how the handler ends, so that a call which fails is not let through again before the TTL: **at
 * most once**. Where a failure must be repeated use `@Deduplicate`.
 *
 * Subclasses say what the key is and may override the rest.
 *
 * @example
 * class OncePerEvent extends DedupGuard {
 *   protected getKey(context: ExecutionContext) {
 *     return context.switchToRpc().getData<{ eventId: string }>().eventId;
 *   }
 * }
 */
@Injectable()
export abstract class DedupGuard implements CanActivate {
  @Inject(Deduplicator) protected readonly deduplicator!: Deduplicator;

  /** @throws what `onUnavailable` throws when it cannot be told whether the call is the first */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const key = await this.getKey(context);
    if (key === undefined) return true;
    let earlier: Processing | undefined;
    try {
      earlier = await this.deduplicator.claim(key, { ttlMs: this.getTtlMs(context) });
    } catch (error) {
      if (!(error instanceof StateUnavailableError)) throw error;
      return this.onUnavailable(context, error);
    }
    return earlier === undefined || this.onDuplicate(context, earlier);
  }

  /** Same key, same call. Undefined: let it through. */
  protected abstract getKey(
    context: ExecutionContext,
  ): string | undefined | Promise<string | undefined>;

  /** How long a call is remembered, in milliseconds; undefined: `stateTtlMs`. */
  protected getTtlMs(_context: ExecutionContext): number | undefined {
    return undefined;
  }

  /**
   * Redis is away. @returns whether the call is let through all the same, for handlers that may
   * rather run twice than not at all. @throws StateUnavailableError unless overridden
   */
  protected onUnavailable(_context: ExecutionContext, error: StateUnavailableError): boolean {
    throw error;
  }

  /** @returns whether the duplicate is let through. @throws ConflictException (409) for HTTP */
  protected onDuplicate(context: ExecutionContext, _earlier: Processing): boolean {
    if (context.getType() === 'http') throw new ConflictException('This was asked before.');
    return false;
  }
}
