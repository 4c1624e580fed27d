import { type Environment, InjectEnvironment } from '#config';
import { turnLease } from '#contracts';
import { type Lease, Leases, LeaseUnavailableError } from '#dedup';
import { inSpan } from '#observability';
import { Injectable } from '@nestjs/common';
import { type DueConversation } from './turn-store.js';

/**
 * Keeps workers from trying the same conversation at the same time. It only saves work: the right to
 * answer is the fence in PostgreSQL, so a lease that is lost, or a Redis that is away, changes nothing
 * about who may commit.
 */
@Injectable()
export class TurnLeases {
  constructor(
    private readonly leases: Leases,
    @InjectEnvironment() private readonly environment: Environment,
  ) {}

  /** Does the work, unless another worker has the conversation: its holder looks again at the end. */
  async run(conversation: DueConversation, work: () => Promise<void>): Promise<void> {
    let held: Lease | undefined;
    try {
      held = await inSpan('lease', {}, () => this.acquire(conversation));
    } catch (error) {
      if (!(error instanceof LeaseUnavailableError)) throw error;
      return work();
    }
    if (held === undefined) return;
    await using _lease = held;
    await work();
  }

  private acquire({ conversationId }: DueConversation): Promise<Lease | undefined> {
    return this.leases.acquire(turnLease(conversationId), {
      contention: 'skip',
      ttlMs: this.environment.LEASE_MS,
      heartbeatMs: this.environment.LEASE_HEARTBEAT_MS,
    });
  }
}
