import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What was given up on is counted whenever figures are read, among all messages there are. */
export class FailedMessages1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX message_failed_index ON message (created_at) WHERE state = 'failed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX message_failed_index');
  }
}
