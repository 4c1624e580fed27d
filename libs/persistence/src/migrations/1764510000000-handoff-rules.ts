import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What goes to a human unless the tenant leaves it to its agent. */
export class HandoffRules1764510000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agent_configuration
        ADD handoff_rules text[] NOT NULL DEFAULT '{legal_threat,distress}',
        ADD CONSTRAINT agent_configuration_handoff_rules
          CHECK (handoff_rules <@ ARRAY['legal_threat', 'distress']::text[])`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE agent_configuration
        DROP CONSTRAINT agent_configuration_handoff_rules, DROP handoff_rules`);
  }
}
