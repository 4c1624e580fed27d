import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What is told of, by table: the subject, and what names the part of it that changed. */
const logged = [
  { table: 'product', subject: 'product', id: 'id::text' },
  // Variants have no life of their own: one that moves changes two products.
  { table: 'product_variant', subject: 'product', id: 'product_id::text' },
  { table: 'service', subject: 'service', id: 'id::text' },
  { table: 'knowledge_entry', subject: 'knowledge', id: 'id::text' },
  { table: 'agent_configuration', subject: 'agent', id: 'NULL::text' },
  { table: 'channel', subject: 'channel', id: 'id::text' },
  // Whoever looks a key up knows its hash only.
  { table: 'api_key', subject: 'api_key', id: "encode(hash, ''hex'')" },
];

const log = `
  CREATE TABLE change_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    tenant_id uuid,
    subject text NOT NULL,
    ids text[],
    at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  COMMENT ON TABLE change_log IS 'What was changed lately, by whatever way; see libs/changes';
  COMMENT ON COLUMN change_log.tenant_id IS 'null: of no tenant, or of all';
  COMMENT ON COLUMN change_log.ids IS 'null: too many to name, or all';
  CREATE INDEX change_log_transaction_index ON change_log (transaction);
  CREATE INDEX change_log_at_index ON change_log (at);
  CREATE INDEX change_log_broad_index ON change_log (transaction, subject, tenant_id)
    WHERE ids IS NULL;

  -- One row a statement and tenant, however many rows changed; rows written anew as they were do
  -- not count. The notification says only that there is news: which, the table says.
  CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      changed text := CASE TG_OP
        WHEN 'INSERT' THEN 'TABLE rows_after'
        WHEN 'DELETE' THEN 'TABLE rows_before'
        ELSE '(TABLE rows_before EXCEPT TABLE rows_after)
          UNION ALL (TABLE rows_after EXCEPT TABLE rows_before)' END;
      logged integer;
    BEGIN
      EXECUTE format(
        'INSERT INTO change_log (tenant_id, subject, ids)
         SELECT tenant_id, %1$L, CASE WHEN count(DISTINCT %2$s) BETWEEN 1 AND 100
           THEN array_agg(DISTINCT %2$s) END
         FROM (%3$s) AS changed GROUP BY tenant_id',
        TG_ARGV[0], TG_ARGV[1], changed);
      GET DIAGNOSTICS logged = ROW_COUNT;
      IF logged > 0 THEN PERFORM pg_notify('change_log', ''); END IF;
      RETURN NULL;
    END $$;

  -- What searches find: a new document may belong into any result. Documents are written one by
  -- one, by triggers, many thousands in an import: one row a transaction and tenant, and only the
  -- look whether it is there for each.
  CREATE FUNCTION log_search_change() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      tenant uuid := coalesce(NEW.tenant_id, OLD.tenant_id);
    BEGIN
      IF NOT EXISTS (SELECT FROM change_log WHERE transaction = pg_current_xact_id()
          AND subject = 'search' AND tenant_id = tenant AND ids IS NULL) THEN
        INSERT INTO change_log (tenant_id, subject) VALUES (tenant, 'search');
        PERFORM pg_notify('change_log', '');
      END IF;
      RETURN NULL;
    END $$;
  CREATE TRIGGER catalog_document_log AFTER INSERT OR DELETE ON catalog_document
    FOR EACH ROW EXECUTE FUNCTION log_search_change();
  CREATE TRIGGER catalog_document_log_update AFTER UPDATE ON catalog_document
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION log_search_change();

  -- Before, because a cascade may take the tenants away.
  CREATE FUNCTION log_truncation() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO change_log (tenant_id, subject)
        SELECT id, TG_ARGV[0] FROM tenant UNION ALL SELECT NULL, TG_ARGV[0];
      PERFORM pg_notify('change_log', '');
      RETURN NULL;
    END $$;
  CREATE TRIGGER catalog_document_log_truncate BEFORE TRUNCATE ON catalog_document
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation('search');
`;

const triggersOn = ({ table, subject, id }: (typeof logged)[number]): string => `
  CREATE TRIGGER ${table}_log_insert AFTER INSERT ON ${table}
    REFERENCING NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION log_change('${subject}', '${id}');
  CREATE TRIGGER ${table}_log_update AFTER UPDATE ON ${table}
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION log_change('${subject}', '${id}');
  CREATE TRIGGER ${table}_log_delete AFTER DELETE ON ${table}
    REFERENCING OLD TABLE AS rows_before
    FOR EACH STATEMENT EXECUTE FUNCTION log_change('${subject}', '${id}');
  CREATE TRIGGER ${table}_log_truncate BEFORE TRUNCATE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION log_truncation('${subject}');`;

const triggersOff = ({ table }: (typeof logged)[number]): string =>
  ['insert', 'update', 'delete', 'truncate']
    .map((event) => `DROP TRIGGER ${table}_log_${event} ON ${table};`)
    .join('\n');

/**
 * Every change of what the services cache, whoever made it: written in the transaction that makes
 * it, so that neither an edit by hand nor a writer that dies after its commit goes unheard.
 */
export class ChangeLog1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(log + logged.map(triggersOn).join(''));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${logged.map(triggersOff).join('\n')}
      DROP TRIGGER catalog_document_log ON catalog_document;
      DROP TRIGGER catalog_document_log_update ON catalog_document;
      DROP TRIGGER catalog_document_log_truncate ON catalog_document;
      DROP FUNCTION log_truncation(), log_search_change(), log_change();
      DROP TABLE change_log;
    `);
  }
}
