import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { tenantRole } from '../tenant-query.js';

const tables = `
  CREATE TABLE handoff_webhook (
    tenant_id uuid PRIMARY KEY,
    url text NOT NULL,
    secret_sealed bytea NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT handoff_webhook_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE
  );

  CREATE TABLE handoff_notice (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    reason text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz DEFAULT clock_timestamp(),
    last_error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT handoff_notice_conversation
      FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation ON DELETE CASCADE
  );
  CREATE INDEX handoff_notice_due_index ON handoff_notice (next_attempt_at)
    WHERE next_attempt_at IS NOT NULL;`;

/**
 * Whatever hands a conversation over, the notice is written in the same transaction, or neither is.
 * An operator who replies knows.
 */
const trigger = `
  CREATE FUNCTION note_handoff() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO handoff_notice (tenant_id, id, conversation_id, reason)
    SELECT NEW.tenant_id, gen_random_uuid(), NEW.id, coalesce(NEW.handoff_reason, 'unknown')
    FROM handoff_webhook WHERE tenant_id = NEW.tenant_id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_handoff AFTER UPDATE OF status ON conversation
    FOR EACH ROW WHEN (OLD.status <> 'handoff' AND NEW.status = 'handoff'
      AND NEW.handoff_reason IS DISTINCT FROM 'operator_replied')
    EXECUTE FUNCTION note_handoff();`;

const policies = ['handoff_webhook', 'handoff_notice']
  .map(
    (name) => `
  ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;
  CREATE POLICY tenant_rows ON ${name} TO ${tenantRole}
    USING (tenant_id = (SELECT nullif(current_setting('tulia.tenant', true), '')::uuid));`,
  )
  .join('');

/** Where a business wants to hear of handoffs, and what it has not heard of yet. */
export class HandoffNotices1764840000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables + policies + trigger);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER note_handoff ON conversation;
      DROP FUNCTION note_handoff();
      DROP TABLE handoff_notice, handoff_webhook`);
  }
}
