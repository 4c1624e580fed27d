import { Problem } from '#contracts';
import { DedupGuard, fingerprint } from '#dedup';
import { type ExecutionContext, Injectable } from '@nestjs/common';
import { findPrincipal } from '../auth/principal.js';

/** Within this time the same words by the same person are a slip of the hand, in milliseconds. */
const doubleClickMs = 5000;

interface ReplyRequest {
  params: { id: string };
  headers: Record<string, string | string[] | undefined>;
  body?: { text?: unknown };
}

/**
 * An operator's double click sends one reply. With an `Idempotency-Key` the client has said itself
 * what is a repetition. Without Redis replies go through: a customer who waits is worse than one who
 * reads something twice.
 */
@Injectable()
export class OncePerReply extends DedupGuard {
  protected getKey(context: ExecutionContext): string | undefined {
    const { params, headers, body } = context.switchToHttp().getRequest<ReplyRequest>();
    const text = body?.text;
    if (headers['idempotency-key'] !== undefined || typeof text !== 'string') return undefined;
    return `reply:${fingerprint([findPrincipal(context)?.keyId, params.id.toLowerCase(), text])}`;
  }

  protected override getTtlMs(): number {
    return doubleClickMs;
  }

  protected override onUnavailable(): boolean {
    return true;
  }

  /** @throws Problem `conflict` */
  protected override onDuplicate(): never {
    throw new Problem(
      'conflict',
      'the same reply was sent to this conversation within the last 5 seconds: ' +
        'use an Idempotency-Key to send it twice',
    );
  }
}
