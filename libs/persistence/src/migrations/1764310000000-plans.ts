import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What `npm run bench -- queries` found. Messages that were given up are few among very many. And
 * plans that serve all parameters count the cost of all partitions, though one is read: statements
 * that take less than a millisecond took ten to start parallel workers for.
 */
const settings = ['jit = off', 'max_parallel_workers_per_gather = 0'];

const alterDatabase = (changes: readonly string[]): string => `
  DO $$ BEGIN
    ${changes
      .map((change) => `EXECUTE format('ALTER DATABASE %I ${change}', current_database());`)
      .join('\n    ')}
  END $$;`;

export class Plans1764310000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX message_state_index ON message (tenant_id, state, id)
        WHERE state IN ('failed', 'handed_off', 'discarded');
      ${alterDatabase(settings.map((setting) => `SET ${setting}`))}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX message_state_index;
      ${alterDatabase(settings.map((setting) => `RESET ${setting.split(' ', 1)[0]}`))}`);
  }
}
