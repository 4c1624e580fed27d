import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** When a document's vectors were stored: for a moment not every process has heard of them. */
export class EmbeddedAt1764830000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE document_embedding ADD COLUMN embedded_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE document_embedding DROP COLUMN embedded_at');
  }
}
