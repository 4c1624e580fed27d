import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** What all workers together have yet to do, or have given up on. */
export interface BacklogState {
  outboxPending: number;
  deadLetters: number;
  /** 0: no conversation is overdue. */
  unansweredOldestSeconds: number;
}

/** Counting stops here: a backlog must not grow by being looked at. */
const countAtMost = 100_000;
/** Conversations are due again later while their turns fail: the oldest is among the first due. */
const oldestAmong = 1_000;

/** Each part reads one index, and of that no more than the bounds above. */
export const backlogStatement = `
  SELECT
    (SELECT count(*)::int FROM (
      SELECT FROM outbox_delivery WHERE state IN ('pending', 'sending', 'ambiguous')
      LIMIT ${countAtMost}) AS open) AS "outboxPending",
    (SELECT count(*)::int FROM (
      SELECT FROM message
      WHERE state = 'failed' AND created_at > clock_timestamp() - interval '24 hours'
      LIMIT ${countAtMost}) AS failed) AS "deadLetters",
    (SELECT greatest(0, coalesce(extract(epoch FROM clock_timestamp() - min(first_due_at)), 0))::float8
      FROM (
        SELECT first_due_at FROM conversation WHERE due_at IS NOT NULL
        ORDER BY due_at LIMIT ${oldestAmong}) AS waiting) AS "unansweredOldestSeconds"`;

@Injectable()
export class Backlog {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** One statement. */
  async state(): Promise<BacklogState> {
    const [row] = await this.database.query<BacklogState[]>(backlogStatement);
    if (row === undefined) throw new Error('the backlog statement answers one row');
    return row;
  }
}
