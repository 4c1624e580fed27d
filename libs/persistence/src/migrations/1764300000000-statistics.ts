import { type MigrationInterface, type QueryRunner } from 'typeorm';

const tables = `
  -- INCLUDE: sums over a tenant's slots are read from the index alone.
  CREATE TABLE statistic (
    tenant_id uuid NOT NULL,
    slot timestamptz NOT NULL,
    measure text NOT NULL,
    value numeric NOT NULL,
    PRIMARY KEY (tenant_id, slot, measure) INCLUDE (value),
    CONSTRAINT statistic_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE
  );
  COMMENT ON TABLE statistic IS 'Counts and sums by quarter of an hour; see docs/statistics.md';

  -- Append only, so that the turns of a tenant never wait for one another's counting.
  CREATE TABLE statistic_delta (
    tenant_id uuid NOT NULL,
    slot timestamptz NOT NULL,
    measure text NOT NULL,
    value numeric NOT NULL
  );
  COMMENT ON TABLE statistic_delta IS 'What has not been added to statistic yet, and counts as well';
  CREATE INDEX statistic_delta_slot_index ON statistic_delta (tenant_id, slot);

  -- All time zones are whole quarters of an hour apart from UTC.
  CREATE FUNCTION statistic_slot(at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00+00')
  $$;

  -- The bucket of a duration: DDSketch (Masson, Rim, Lee, VLDB 2019) with 2 % relative error.
  CREATE FUNCTION statistic_bucket(milliseconds integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT ceil(ln(greatest(milliseconds, 1)) / ln(1.02 / 0.98))::integer
  $$;
`;

const measuresOfInteraction = `
  VALUES ('interactions', 1::numeric),
    ('handoffs', handoff::integer),
    ('confidence', confidence::numeric),
    ('cost_usd', cost_usd),
    ('processing_ms', processing_ms),
    ('processing:' || statistic_bucket(processing_ms), 1)`;

const triggers = `
  -- Both take the rows as rows_counted; the argument is 1 for rows that came, -1 for rows that went.
  CREATE FUNCTION count_messages() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO statistic_delta
        SELECT tenant_id, statistic_slot(created_at), 'messages', TG_ARGV[0]::integer * count(*)
        FROM rows_counted GROUP BY 1, 2;
      RETURN NULL;
    END $$;

  CREATE FUNCTION count_interactions() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO statistic_delta
        SELECT tenant_id, statistic_slot(created_at), counted.measure,
          TG_ARGV[0]::integer * sum(counted.value)
        FROM rows_counted, LATERAL (${measuresOfInteraction}) AS counted (measure, value)
        WHERE counted.value <> 0 GROUP BY 1, 2, 3;
      RETURN NULL;
    END $$;

  CREATE FUNCTION count_conversations() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO statistic_delta
        SELECT tenant_id, statistic_slot(created_at), 'conversations:' || status,
          TG_ARGV[0]::integer * count(*)
        FROM rows_counted GROUP BY 1, 2, 3;
      RETURN NULL;
    END $$;

  -- Every turn updates its conversation and few change its status: by row, so that the condition
  -- keeps the others from costing anything.
  CREATE FUNCTION count_status() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO statistic_delta VALUES
        (OLD.tenant_id, statistic_slot(OLD.created_at), 'conversations:' || OLD.status, -1),
        (NEW.tenant_id, statistic_slot(NEW.created_at), 'conversations:' || NEW.status, 1);
      RETURN NULL;
    END $$;
  CREATE TRIGGER conversation_count_update AFTER UPDATE OF status, created_at ON conversation
    FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.created_at IS DISTINCT FROM NEW.created_at)
    EXECUTE FUNCTION count_status();
`;

const counted = [
  { table: 'message', count: 'count_messages' },
  { table: 'interaction', count: 'count_interactions' },
  { table: 'conversation', count: 'count_conversations' },
];

const triggersOn = ({ table, count }: (typeof counted)[number]): string => `
  CREATE TRIGGER ${table}_count_insert AFTER INSERT ON ${table}
    REFERENCING NEW TABLE AS rows_counted FOR EACH STATEMENT EXECUTE FUNCTION ${count}('1');
  CREATE TRIGGER ${table}_count_delete AFTER DELETE ON ${table}
    REFERENCING OLD TABLE AS rows_counted FOR EACH STATEMENT EXECUTE FUNCTION ${count}('-1');`;

const triggersOff = ({ table }: (typeof counted)[number]): string => `
  DROP TRIGGER ${table}_count_insert ON ${table};
  DROP TRIGGER ${table}_count_delete ON ${table};`;

/** Counts one tenant's rows anew, or all tenants' (null). What other transactions write meanwhile
 * stands in deltas that this one does not see, and is neither lost nor counted twice: the caller
 * must be in a REPEATABLE READ transaction, and try again when it cannot be serialised. */
const recount = `
  CREATE FUNCTION recount_statistics(tenant uuid) RETURNS void LANGUAGE sql AS $$
    DELETE FROM statistic WHERE tenant IS NULL OR tenant_id = tenant;
    DELETE FROM statistic_delta WHERE tenant IS NULL OR tenant_id = tenant;
    INSERT INTO statistic
      SELECT tenant_id, statistic_slot(created_at), 'messages', count(*)
        FROM message WHERE tenant IS NULL OR tenant_id = tenant GROUP BY 1, 2
      UNION ALL SELECT tenant_id, statistic_slot(created_at), 'conversations:' || status, count(*)
        FROM conversation WHERE tenant IS NULL OR tenant_id = tenant GROUP BY 1, 2, 3
      UNION ALL SELECT tenant_id, statistic_slot(created_at), counted.measure, sum(counted.value)
        FROM interaction, LATERAL (${measuresOfInteraction}) AS counted (measure, value)
        WHERE (tenant IS NULL OR tenant_id = tenant) AND counted.value <> 0 GROUP BY 1, 2, 3
      -- In their order the index is packed as it will be read.
      ORDER BY 1, 2, 3;
  $$;
`;

/** Figures of conversations and of the agent, kept up to date by whatever writes the rows they count. */
export class Statistics1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The triggers come first and lock writers out, so that nothing escapes the first count.
    await runner.query(
      `${tables} ${triggers} ${counted.map(triggersOn).join('')} ${recount}
      SELECT recount_statistics(NULL);`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${counted.map(triggersOff).join('')}
      DROP TRIGGER conversation_count_update ON conversation;
      DROP FUNCTION recount_statistics(uuid);
      DROP FUNCTION count_status(), count_conversations(), count_interactions(), count_messages();
      DROP TABLE statistic_delta, statistic;
      DROP FUNCTION statistic_bucket(integer), statistic_slot(timestamptz);
    `);
  }
}
