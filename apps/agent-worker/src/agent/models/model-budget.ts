import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** What models may take of a tenant in a day (UTC); null: no limit. */
export interface DailyBudget {
  dailyTokenBudget: number | null;
  dailyCostBudgetUsd: number | null;
}

export interface Spend {
  tokens: number;
  costUsd: number;
}

/** The right to spend up to that much; settled to what was spent. */
export interface Reservation {
  settle(spent: Spend): Promise<void>;
}

const unlimited: Reservation = { settle: () => Promise.resolve() };

/**
 * `$2` tokens and `$3` US dollars are added to the day's spending where they fit below `$4` and `$5`.
 * One statement, so that calls at the same time cannot both take the rest. The day is PostgreSQL's.
 */
const reserve = `
  INSERT INTO model_spend AS spend (tenant_id, day, tokens, cost_usd)
  SELECT $1::uuid, (clock_timestamp() AT TIME ZONE 'UTC')::date, $2::bigint, $3::numeric
  WHERE ($4::bigint IS NULL OR $2::bigint <= $4) AND ($5::numeric IS NULL OR $3::numeric <= $5)
  ON CONFLICT (tenant_id, day) DO UPDATE
    SET tokens = spend.tokens + excluded.tokens, cost_usd = spend.cost_usd + excluded.cost_usd
    WHERE ($4::bigint IS NULL OR spend.tokens + excluded.tokens <= $4)
      AND ($5::numeric IS NULL OR spend.cost_usd + excluded.cost_usd <= $5)
  RETURNING day::text`;

const settle = `
  UPDATE model_spend SET tokens = greatest(0, tokens + $3), cost_usd = greatest(0, cost_usd + $4)
  WHERE tenant_id = $1 AND day = $2::date`;

/**
 * Keeps tenants below their daily budgets: what a call may take at most is reserved before it, and
 * settled after it. A worker that dies in between leaves the reservation as spent, because the call
 * may have been charged. Tenants without a budget cost no statement.
 */
@Injectable()
export class ModelBudget {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Undefined: so much is not left today. */
  async reserve(
    tenantId: string,
    { dailyTokenBudget, dailyCostBudgetUsd }: DailyBudget,
    most: Spend,
  ): Promise<Reservation | undefined> {
    if (dailyTokenBudget === null && dailyCostBudgetUsd === null) return unlimited;
    const rows: { day: string }[] = await this.database.query(reserve, [
      tenantId,
      most.tokens,
      most.costUsd,
      dailyTokenBudget,
      dailyCostBudgetUsd,
    ]);
    const [row] = rows;
    if (row === undefined) return undefined;
    return {
      settle: async (spent) => {
        const change = [spent.tokens - most.tokens, spent.costUsd - most.costUsd];
        await this.database.query(settle, [tenantId, row.day, ...change]);
      },
    };
  }
}
