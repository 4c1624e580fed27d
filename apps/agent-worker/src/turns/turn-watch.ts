import { AsyncResource } from 'node:async_hooks';
import { type Environment, InjectEnvironment } from '#config';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Heartbeat } from './heartbeat.js';
import { newestCovered, type Turn } from './turn.js';
import { TurnStore } from './turn-store.js';

/** A turn that lost its right to answer goes on for this long at most, and the time of one query. */
const lookEveryMs = 500;

/** Why a turn must not go on. */
export class TurnLostError extends Error {
  constructor(readonly superseded: boolean) {
    super(
      superseded ? 'A newer message is to be answered as well' : 'The turn is not ours any more',
    );
    this.name = 'TurnLostError';
  }
}

/** A turn that is watched, until it is disposed of. */
export interface WatchedTurn extends Disposable {
  /** Aborts when the turn works in vain; with a TurnLostError where it is known why. */
  signal: AbortSignal;
}

/** `$1` tenants, `$2` conversations, `$3` fences, `$4` newest sequences covered, `$5` policies. */
const lostStatement = `
  SELECT turn.position::int, coalesce(
    conversation.fence = turn.fence AND conversation.status = 'bot', false) AS superseded
  FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[]) WITH ORDINALITY
      AS turn (tenant_id, id, fence, covered, policy, position)
    LEFT JOIN conversation USING (tenant_id, id)
  WHERE conversation.fence IS DISTINCT FROM turn.fence OR conversation.status <> 'bot'
    OR (turn.policy = 'supersede' AND conversation.inbound_sequence > turn.covered)`;

/**
 * Tells turns of this worker that they work in vain: another has the conversation, a human took it
 * over, an operator released it, or a newer message supersedes the one being answered. A lease's
 * heartbeat is too slow for that. One statement for all turns, and none while none runs.
 */
@Injectable()
export class TurnWatch implements OnApplicationShutdown {
  private readonly logger = new Logger(TurnWatch.name);
  private readonly watched = new Map<Turn, AbortController>();
  private timer: NodeJS.Timeout | undefined;
  /** What it does belongs to no turn: neither its statements nor its log lines. */
  private readonly outside = new AsyncResource('TurnWatch');

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectEnvironment() private readonly environment: Environment,
    private readonly store: TurnStore,
  ) {}

  /** Keeps the turn's lease as well, with a heartbeat of its own. */
  over(turn: Turn): WatchedTurn {
    const controller = new AbortController();
    const heartbeat = new Heartbeat(() => this.store.renew(turn), this.environment);
    this.watched.set(turn, controller);
    this.schedule();
    return {
      signal: AbortSignal.any([heartbeat.signal, controller.signal]),
      [Symbol.dispose]: () => {
        heartbeat[Symbol.dispose]();
        this.watched.delete(turn);
      },
    };
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.watched.size === 0) this.timer = undefined;
    else this.timer ??= setTimeout(this.lookOutside, lookEveryMs);
  }

  private readonly lookOutside = (): void => {
    this.outside.runInAsyncScope(() => void this.look());
  };

  private async look(): Promise<void> {
    const watched = [...this.watched];
    try {
      for (const { position, superseded } of await this.lost(watched.map(([turn]) => turn))) {
        watched[position - 1]?.[1].abort(new TurnLostError(superseded));
      }
    } catch (error) {
      // Not knowing is not losing: the commit asks again.
      this.logger.warn({ err: error as Error }, 'running turns could not be checked');
    }
    this.timer = undefined;
    this.schedule();
  }

  private async lost(turns: Turn[]): Promise<{ position: number; superseded: boolean }[]> {
    if (turns.length === 0) return [];
    return this.database.query(lostStatement, [
      turns.map(({ tenantId }) => tenantId),
      turns.map(({ conversationId }) => conversationId),
      turns.map(({ fence }) => fence),
      turns.map(newestCovered),
      turns.map(({ newMessagePolicy }) => newMessagePolicy),
    ]);
  }
}
