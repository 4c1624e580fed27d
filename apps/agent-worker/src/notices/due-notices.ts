import { type BusinessHours } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/**
 * Claims by moving the next attempt past the claim: a worker that dies lets it run out. `$1` how
 * many, `$2` the claim in ms. One whose webhook was taken away in the meantime has nobody to be told to.
 */
const claimStatement = `
  WITH due AS (
    SELECT tenant_id, id FROM handoff_notice
    WHERE next_attempt_at <= clock_timestamp()
    ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE handoff_notice AS notice SET attempts = attempts + 1,
      next_attempt_at = clock_timestamp() + $2 * interval '1 millisecond'
    FROM due WHERE (notice.tenant_id, notice.id) = (due.tenant_id, due.id)
    RETURNING notice.*
  )
  SELECT claimed.tenant_id AS "tenantId", claimed.id, claimed.attempts, claimed.reason,
    claimed.created_at AS "createdAt", conversation.id AS "conversationId",
    conversation.channel_id AS "channelId", conversation.customer_id AS "customerId",
    webhook.url, webhook.secret_sealed AS "secretSealed",
    agent.business_hours AS "businessHours", settings.timezone
  FROM claimed
    JOIN conversation ON (conversation.tenant_id, conversation.id)
      = (claimed.tenant_id, claimed.conversation_id)
    JOIN agent_configuration AS agent ON agent.tenant_id = claimed.tenant_id
    JOIN tenant_settings AS settings ON settings.tenant_id = claimed.tenant_id
    LEFT JOIN handoff_webhook AS webhook ON webhook.tenant_id = claimed.tenant_id`;

export interface DueNotice {
  tenantId: string;
  id: string;
  /** This one included. */
  attempts: number;
  reason: string;
  createdAt: Date;
  conversationId: string;
  channelId: string;
  customerId: string;
  /** Null: there is no webhook any more. */
  url: string | null;
  secretSealed: Buffer | null;
  businessHours: BusinessHours | null;
  timezone: string;
}

type Key = Pick<DueNotice, 'tenantId' | 'id' | 'attempts'>;

/** Handoffs that businesses have not heard of yet, in PostgreSQL. */
@Injectable()
export class DueNotices {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  claim(limit: number, claimMs: number): Promise<DueNotice[]> {
    return this.database.query<DueNotice[]>(claimStatement, [limit, claimMs]);
  }

  /** Told, or nobody to tell. */
  async settle({ tenantId, id }: Key): Promise<void> {
    await this.database.query('DELETE FROM handoff_notice WHERE tenant_id = $1 AND id = $2', [
      tenantId,
      id,
    ]);
  }

  /** Unless the claim ran out and another attempt has begun. @param againInMs undefined: never */
  async fail(
    { tenantId, id, attempts }: Key,
    error: string,
    againInMs: number | undefined,
  ): Promise<void> {
    await this.database.query(
      `UPDATE handoff_notice
       SET last_error = $4, next_attempt_at = clock_timestamp() + $5 * interval '1 millisecond'
       WHERE tenant_id = $1 AND id = $2 AND attempts = $3`,
      [tenantId, id, attempts, error, againInMs ?? null],
    );
  }
}
