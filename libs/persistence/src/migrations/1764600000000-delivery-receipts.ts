import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * What providers say of the replies they took, part by part, and what a channel's adapter needs to
 * know. Which kinds of channel there are is the adapters' to say from now on, not the schema's.
 */
export class DeliveryReceipts1764600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE channel
        ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
        DROP CONSTRAINT channel_kind,
        ADD CONSTRAINT channel_kind CHECK (kind ~ '^[a-z][a-z0-9_]{0,49}$');

      -- A template is sent instead of free text that came after the provider's window.
      ALTER TABLE outbox_delivery ADD COLUMN use_template boolean NOT NULL DEFAULT false;

      CREATE TABLE delivery_receipt (
        tenant_id uuid NOT NULL,
        delivery_id uuid NOT NULL,
        part smallint NOT NULL,
        parts smallint NOT NULL,
        provider_message_id text,
        status text NOT NULL,
        error text,
        queued_at timestamptz,
        sent_at timestamptz,
        delivered_at timestamptz,
        read_at timestamptz,
        failed_at timestamptz,
        PRIMARY KEY (tenant_id, delivery_id, part),
        CONSTRAINT delivery_receipt_delivery
          FOREIGN KEY (tenant_id, delivery_id) REFERENCES outbox_delivery ON DELETE CASCADE,
        CONSTRAINT delivery_receipt_part CHECK (part BETWEEN 1 AND parts),
        CONSTRAINT delivery_receipt_status
          CHECK (status IN ('queued', 'sent', 'failed', 'delivered', 'read'))
      );
      CREATE INDEX delivery_receipt_provider_index
        ON delivery_receipt (tenant_id, provider_message_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE delivery_receipt;
      ALTER TABLE outbox_delivery DROP COLUMN use_template;
      DELETE FROM channel WHERE kind NOT IN ('webhook', 'web_chat', 'whatsapp_cloud', 'twilio');
      ALTER TABLE channel
        DROP COLUMN settings,
        DROP CONSTRAINT channel_kind,
        ADD CONSTRAINT channel_kind
          CHECK (kind IN ('webhook', 'web_chat', 'whatsapp_cloud', 'twilio'));
    `);
  }
}
