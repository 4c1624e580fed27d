import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What happens when it is not known whether a provider took a reply, and what is told of it. */
const deliveries = `
  ALTER TABLE channel
    ADD delivery_guarantee text NOT NULL DEFAULT 'exactly_once',
    ADD fingerprint_window_ms integer,
    ADD CONSTRAINT channel_delivery_guarantee
      CHECK (delivery_guarantee IN ('exactly_once', 'at_most_once', 'at_least_once')),
    ADD CONSTRAINT channel_fingerprint_window
      CHECK (fingerprint_window_ms BETWEEN 1000 AND 86400000);

  ALTER TABLE outbox_delivery
    ADD guarantee text NOT NULL DEFAULT 'exactly_once',
    ADD ambiguous_attempts integer NOT NULL DEFAULT 0,
    ADD history jsonb NOT NULL DEFAULT '[]',
    DROP CONSTRAINT outbox_delivery_state,
    ADD CONSTRAINT outbox_delivery_state CHECK (
      state IN ('pending', 'sending', 'ambiguous', 'delivered', 'failed', 'unconfirmed')),
    ADD CONSTRAINT outbox_delivery_guarantee
      CHECK (guarantee IN ('exactly_once', 'at_most_once', 'at_least_once')),
    ADD CONSTRAINT outbox_delivery_ambiguous_attempts CHECK (ambiguous_attempts >= 0);

  CREATE TABLE recent_fingerprint (
    tenant_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    fingerprint text NOT NULL,
    message_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, channel_id, fingerprint),
    CONSTRAINT recent_fingerprint_channel
      FOREIGN KEY (tenant_id, channel_id) REFERENCES channel ON DELETE CASCADE
  );
  CREATE INDEX recent_fingerprint_expiry_index ON recent_fingerprint (expires_at);
`;

/** Who did what: the worker of each turn, and everything an operator changed. */
const records = `
  ALTER TABLE interaction
    ADD worker_id text,
    ADD fence bigint,
    ADD attempt integer,
    ADD started_at timestamptz;

  CREATE TABLE audit_entry (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    action text NOT NULL,
    conversation_id uuid,
    message_id uuid,
    detail jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_entry_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE
  );
  CREATE INDEX audit_entry_conversation_index ON audit_entry (tenant_id, conversation_id, at);

  CREATE TABLE idempotency_record (
    key text PRIMARY KEY,
    record text NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX idempotency_record_expiry_index ON idempotency_record (expires_at);
`;

export class Operations1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [deliveries, records]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE idempotency_record;
      DROP TABLE audit_entry;
      ALTER TABLE interaction
        DROP started_at, DROP attempt, DROP fence, DROP worker_id;
      DROP TABLE recent_fingerprint;
      UPDATE outbox_delivery SET state = 'failed' WHERE state = 'unconfirmed';
      ALTER TABLE outbox_delivery
        DROP history, DROP ambiguous_attempts, DROP guarantee,
        DROP CONSTRAINT outbox_delivery_state,
        ADD CONSTRAINT outbox_delivery_state
          CHECK (state IN ('pending', 'sending', 'ambiguous', 'delivered', 'failed'));
      ALTER TABLE channel DROP fingerprint_window_ms, DROP delivery_guarantee;`);
  }
}
