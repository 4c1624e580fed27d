import { turnLease } from '#contracts';
import { heldTurns, releaseTurn } from '#conversations';
import { type HeldLease, Leases, LeaseUnavailableError } from '#dedup';
import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { z } from 'zod';

/** A conversation that a worker holds. */
export const turnLock = z
  .object({
    key: z.string(),
    conversationId: z.uuid(),
    workerId: z.string(),
    fence: z.int(),
    expiresInMs: z.number(),
    acquiredAt: z
      .string()
      .nullable()
      .describe("By the worker's clock; null: Redis does not know it, or is away"),
  })
  .meta({ id: 'TurnLock' });
export type TurnLock = z.output<typeof turnLock>;

export const releasedLock = z
  .object({ key: z.string(), releasedFrom: z.string(), fence: z.int() })
  .meta({ id: 'ReleasedLock' });
export type ReleasedLock = z.output<typeof releasedLock>;

const maxListed = 200;

/**
 * Who holds which conversation. PostgreSQL decides; the lease in Redis only keeps the other workers
 * from trying.
 */
@Injectable()
export class LocksService {
  private readonly logger = new Logger(LocksService.name);

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly leases: Leases,
  ) {}

  /** At most 200, the last to expire first. @param tenantId null: everybody's */
  async list(tenantId: string | null): Promise<TurnLock[]> {
    const [turns, leases] = await Promise.all([
      heldTurns(this.database, tenantId, maxListed),
      this.leases.list().catch(whenAway((): HeldLease[] => [])),
    ]);
    const acquired = new Map(leases.map(({ resource, acquiredAt }) => [resource, acquiredAt]));
    return turns.map((turn) => {
      const key = turnLease(turn.conversationId);
      return { key, ...turn, acquiredAt: acquired.get(key)?.toISOString() ?? null };
    });
  }

  /**
   * PostgreSQL first, in the tenant's bounds: once the lease in Redis is free, its holder is already
   * fenced off. Without Redis that is enough; the lease then ends by itself.
   * @param tenantId null: whosever it is
   * @throws Problem `not_found` when nobody holds it
   */
  async release(
    tenantId: string | null,
    conversationId: string,
    order: { by: string; reason: string },
  ): Promise<ReleasedLock> {
    const released = await releaseTurn(this.database, { tenantId, conversationId }, order);
    const key = turnLease(conversationId);
    await this.leases.forceRelease(key, order).catch(
      whenAway((err) => {
        this.logger.warn({ err, key }, 'released without Redis: the lease there ends by itself');
      }),
    );
    return { key, releasedFrom: released.releasedFrom, fence: released.fence };
  }
}

/** Handles an error that says Redis is away, and throws any other. */
const whenAway =
  <Instead>(instead: (error: LeaseUnavailableError) => Instead) =>
  (error: unknown): Instead => {
    if (error instanceof LeaseUnavailableError) return instead(error);
    throw error;
  };
