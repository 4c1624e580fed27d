import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What models may cost a tenant in a day, and what they have cost it. */
export class ModelBudgets1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agent_configuration
        ADD daily_token_budget bigint,
        ADD daily_cost_budget_usd numeric(14, 8),
        ADD CONSTRAINT agent_configuration_budgets
          CHECK (LEAST(daily_token_budget, daily_cost_budget_usd) >= 0);

      ALTER TABLE interaction
        ADD cached_prompt_tokens integer NOT NULL DEFAULT 0,
        ADD CONSTRAINT interaction_cached_tokens
          CHECK (cached_prompt_tokens BETWEEN 0 AND prompt_tokens);

      CREATE TABLE model_spend (
        tenant_id uuid NOT NULL,
        day date NOT NULL,
        tokens bigint NOT NULL,
        cost_usd numeric(14, 8) NOT NULL,
        PRIMARY KEY (tenant_id, day),
        CONSTRAINT model_spend_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
        CONSTRAINT model_spend_amounts CHECK (tokens >= 0 AND cost_usd >= 0)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE model_spend;
      ALTER TABLE interaction
        DROP CONSTRAINT interaction_cached_tokens, DROP cached_prompt_tokens;
      ALTER TABLE agent_configuration
        DROP CONSTRAINT agent_configuration_budgets,
        DROP daily_token_budget, DROP daily_cost_budget_usd`);
  }
}
