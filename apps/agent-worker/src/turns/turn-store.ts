import { type Environment, InjectEnvironment } from '#config';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { WorkerIdentity } from '../worker-identity.js';
import { beginTurn } from './begin-turn.js';
import { type CommittedTurn, commitTurn } from './commit-turn.js';
import { type Answer, type Turn, type TurnRecord } from './turn.js';

export interface DueConversation {
  tenantId: string;
  conversationId: string;
}

/** A turn's state in PostgreSQL. Every change is guarded by the turn's fence. */
@Injectable()
export class TurnStore {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectEnvironment() private readonly environment: Environment,
    private readonly worker: WorkerIdentity,
  ) {}

  begin(conversation: DueConversation): Promise<Turn | undefined> {
    return beginTurn(this.database, conversation, {
      worker: this.worker.id,
      leaseMs: this.environment.LEASE_MS,
    });
  }

  /** Undefined: the turn is not ours any more, or is superseded; nothing was written. */
  commit(turn: Turn, answer: Answer, record: TurnRecord): Promise<CommittedTurn | undefined> {
    const by = { worker: this.worker.id, claimMs: this.environment.SEND_CLAIM_MS };
    if (answer.handoffReason === null) {
      return commitTurn(this.database.manager, turn, answer, record, by);
    }
    return this.database.transaction(async (manager) => {
      const committed = await commitTurn(manager, turn, answer, record, by);
      if (committed?.moreUnanswered === true) await handOverLateMessages(manager, turn);
      return committed;
    });
  }

  /** Puts the lease's end off. False: the turn is not ours any more. */
  async renew(turn: Turn): Promise<boolean> {
    return changed(
      this.database.manager,
      `UPDATE conversation SET lease_until = clock_timestamp() + $4 * interval '1 millisecond'
       WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'bot' RETURNING id`,
      turn,
      this.environment.LEASE_MS,
    );
  }

  /**
   * Gives the conversation back after a failed attempt, and writes down why it failed; it is due
   * again after `delayMs`.
   */
  async release(turn: Turn, delayMs: number, error: string): Promise<void> {
    await changed(
      this.database.manager,
      `WITH turn AS (
         UPDATE conversation SET owner = NULL, lease_until = NULL,
           due_at = clock_timestamp() + $4 * interval '1 millisecond'
         WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'bot' RETURNING *
       ), ${auditEntry('turn.failed')}
       SELECT id FROM turn`,
      turn,
      delayMs,
      ...this.auditOf(turn, error),
    );
  }

  /**
   * Gives the conversation back for the sake of a newer message, which has set when it is due. What
   * was begun does not count as an attempt. False: the turn is not ours any more.
   */
  async supersede(turn: Turn): Promise<boolean> {
    return changed(
      this.database.manager,
      `UPDATE conversation SET owner = NULL, lease_until = NULL, turn_attempts = turn_attempts - 1
       WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'bot' RETURNING id`,
      turn,
    );
  }

  /**
   * Gives up on messages that no attempt could answer: they are `failed`, and a human has the
   * conversation, so that later messages are not stuck behind them.
   */
  async abandon(turn: Turn, reason: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      if (await this.giveUp(manager, turn, reason)) await handOverLateMessages(manager, turn);
    });
  }

  private giveUp(manager: EntityManager, turn: Turn, reason: string): Promise<boolean> {
    return changed(
      manager,
      `WITH turn AS (
         UPDATE conversation SET status = 'handoff', handoff_reason = $4::text, owner = NULL,
           lease_until = NULL, due_at = NULL, first_due_at = NULL, turn_attempts = 0,
           answered_sequence = inbound_sequence
         WHERE tenant_id = $1 AND id = $2 AND fence = $3 AND status = 'bot' RETURNING *
       ), failed AS (
         UPDATE message SET state = 'failed' FROM turn
         WHERE message.tenant_id = $1 AND conversation_id = $2 AND state = 'received'
       ), ${auditEntry('messages.given_up')}
       SELECT id FROM turn`,
      turn,
      reason,
      ...this.auditOf(turn, reason),
    );
  }

  /** Conversations that were due `overdueMs` ago and that nobody works on, longest waiting first. */
  overdue(overdueMs: number, limit: number): Promise<DueConversation[]> {
    return this.database.query(
      `SELECT tenant_id AS "tenantId", id AS "conversationId" FROM conversation
       WHERE due_at <= clock_timestamp() - $1 * interval '1 millisecond'
         AND (lease_until IS NULL OR lease_until <= clock_timestamp())
       ORDER BY due_at LIMIT $2`,
      [overdueMs, limit],
    );
  }

  /** `$5` to `$8` of `auditEntry`. */
  private auditOf({ attempt, unanswered }: Turn, error: string): unknown[] {
    const messageIds = unanswered.map(({ id }) => id);
    const detail = { attempt, messageIds, error: error.slice(0, 500) };
    return [uuidv7(), `worker:${this.worker.id}`, unanswered[0]?.id, detail];
  }
}

/**
 * Messages admitted while the turn took the conversation from the bot are the human's. In the same
 * transaction, or a worker that dies in between leaves them to nobody; in a statement of its own,
 * because the first one does not see what was admitted while it waited for the conversation's row.
 */
const handOverLateMessages = (
  manager: EntityManager,
  { tenantId, conversationId }: Turn,
): Promise<unknown> =>
  manager.query(
    `UPDATE message SET state = 'handed_off'
     WHERE tenant_id = $1 AND conversation_id = $2 AND state = 'received'`,
    [tenantId, conversationId],
  );

/** For a statement whose CTE `turn` holds the conversation that was changed. */
const auditEntry = (action: string): string => `
  audit AS (
    INSERT INTO audit_entry (tenant_id, id, actor, action, conversation_id, message_id, detail)
    SELECT tenant_id, $5, $6, '${action}', id, $7, $8::jsonb FROM turn
  )`;

/** Whether the statement, guarded by tenant, conversation and fence (`$1` to `$3`), changed anything. */
const changed = async (
  manager: EntityManager,
  sql: string,
  { tenantId, conversationId, fence }: Turn,
  ...parameters: unknown[]
): Promise<boolean> => {
  const result: unknown = await manager.query(sql, [
    tenantId,
    conversationId,
    fence,
    ...parameters,
  ]);
  return rowsOf(result).length > 0;
};

/** TypeORM answers an UPDATE with `[rows, count]` and everything else with rows. */
const rowsOf = (result: unknown): unknown[] => {
  if (!Array.isArray(result)) return [];
  const [first] = result as unknown[];
  return Array.isArray(first) ? (first as unknown[]) : (result as unknown[]);
};
