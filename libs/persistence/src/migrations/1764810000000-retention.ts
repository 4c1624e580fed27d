import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** After how many days without a word from them a tenant's customers are erased; null: never. */
export class Retention1764810000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tenant_settings ADD COLUMN retention_days integer;
      ALTER TABLE tenant_settings ADD CONSTRAINT tenant_settings_retention_days
        CHECK ("retention_days" BETWEEN 30 AND 3650) NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tenant_settings DROP COLUMN retention_days');
  }
}
