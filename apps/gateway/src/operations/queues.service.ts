import { type TurnJob, turnsQueue } from '#contracts';
import { Reading } from '#observability';
import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type Queue } from 'bull';
import { DataSource } from 'typeorm';
import { z } from 'zod';

const count = z.int().min(0);

export const workQueues = z
  .object({
    items: z.array(
      z.object({
        name: z.enum(['turns', 'deliveries', 'imports']),
        waiting: count,
        since: z.string().nullable().describe('When the one that has waited longest was due'),
      }),
    ),
    jobs: z
      .object({
        waiting: count,
        active: count,
        delayed: count,
        failed: count,
        completed: count,
      })
      .nullable()
      .describe('Wake-ups in Redis, of all tenants: for the platform only; null: Redis is away'),
  })
  .meta({ id: 'WorkQueues' });
export type WorkQueues = z.output<typeof workQueues>;

/** Of one tenant ($1), or of all (null). PostgreSQL holds what is due; jobs in Redis only wake workers. */
const statement = `
  SELECT 'turns' AS name, count(*)::int AS waiting, min(due_at) AS since
  FROM conversation WHERE due_at IS NOT NULL AND ($1::uuid IS NULL OR tenant_id = $1)
  UNION ALL
  SELECT 'deliveries', count(*)::int, min(next_attempt_at)
  FROM outbox_delivery
  WHERE state IN ('pending', 'sending', 'ambiguous') AND ($1::uuid IS NULL OR tenant_id = $1)
  UNION ALL
  SELECT 'imports', count(*)::int, min(created_at)
  FROM import
  WHERE state IN ('receiving', 'queued', 'reading', 'applying')
    AND ($1::uuid IS NULL OR tenant_id = $1)`;

type Row = Omit<WorkQueues['items'][number], 'since'> & { since: Date | null };

/** What is yet to be done, and how long it has been waiting. */
@Injectable()
export class WorkQueuesService {
  private readonly jobs: Reading<Awaited<ReturnType<Queue['getJobCounts']>>>;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @InjectQueue(turnsQueue) queue: Queue<TurnJob>,
  ) {
    this.jobs = new Reading(() => queue.getJobCounts(), { of: 'the queue', deadlineMs: 250 });
  }

  /** @param tenantId null: the platform asks */
  async show(tenantId: string | null): Promise<WorkQueues> {
    const rows = await this.database.query<Row[]>(statement, [tenantId]);
    const items = rows.map((row) => ({ ...row, since: row.since?.toISOString() ?? null }));
    return { items, jobs: tenantId === null ? await this.counted() : null };
  }

  private async counted(): Promise<WorkQueues['jobs']> {
    const counts = await this.jobs.value();
    if (counts === undefined) return null;
    const { waiting, active, delayed, failed, completed } = counts;
    return { waiting, active, delayed, failed, completed };
  }
}
