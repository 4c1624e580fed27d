import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Finds a customer's conversations, to export and to erase them, and the newest of the audit. */
export class CustomersAndAudit1764710000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX conversation_customer_index ON conversation (tenant_id, customer_id);
      CREATE INDEX audit_entry_at_index ON audit_entry (tenant_id, at, id);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_entry_at_index, conversation_customer_index');
  }
}
