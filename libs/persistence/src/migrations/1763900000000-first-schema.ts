import { type MigrationInterface, type QueryRunner } from 'typeorm';

const partitions = 16;

const partitionByTenant = (table: string): string =>
  Array.from(
    { length: partitions },
    (_, remainder) =>
      `CREATE TABLE ${table}_${remainder} PARTITION OF ${table}
         FOR VALUES WITH (MODULUS ${partitions}, REMAINDER ${remainder});`,
  ).join('\n');

const tenants = `
  CREATE TABLE tenant (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_name_not_blank CHECK (btrim(name) <> '')
  );

  CREATE TABLE tenant_settings (
    tenant_id uuid PRIMARY KEY,
    timezone text NOT NULL DEFAULT 'UTC',
    language text NOT NULL DEFAULT 'en',
    currency text NOT NULL DEFAULT 'USD',
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenant_settings_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT tenant_settings_language CHECK (language ~ '^[a-z]{2}$'),
    CONSTRAINT tenant_settings_currency CHECK (currency ~ '^[A-Z]{3}$')
  );

  CREATE TABLE api_key (
    id uuid PRIMARY KEY,
    tenant_id uuid,
    role text NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    hash bytea NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT api_key_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT api_key_role CHECK (role IN ('owner', 'operator', 'viewer', 'platform')),
    CONSTRAINT api_key_platform_has_no_tenant CHECK ((role = 'platform') = (tenant_id IS NULL)),
    CONSTRAINT api_key_hash_is_sha256 CHECK (octet_length(hash) = 32)
  );
  CREATE UNIQUE INDEX api_key_hash_unique ON api_key (hash);
  CREATE INDEX api_key_tenant_index ON api_key (tenant_id, id);

  CREATE TABLE agent_configuration (
    tenant_id uuid PRIMARY KEY,
    name text NOT NULL DEFAULT 'Assistant',
    tone text NOT NULL DEFAULT 'friendly',
    instructions text NOT NULL DEFAULT '',
    model text,
    fallback_models text[] NOT NULL DEFAULT '{}',
    temperature double precision NOT NULL DEFAULT 0.2,
    max_reply_characters integer NOT NULL DEFAULT 1000,
    confidence_threshold double precision NOT NULL DEFAULT 0.4,
    max_low_confidence_turns integer NOT NULL DEFAULT 3,
    handoff_topics text[] NOT NULL DEFAULT '{}',
    handoff_keywords text[] NOT NULL DEFAULT '{}',
    turn_window_ms integer,
    new_message_policy text NOT NULL DEFAULT 'queue',
    business_hours jsonb,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT agent_configuration_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT agent_configuration_temperature CHECK (temperature BETWEEN 0 AND 2),
    CONSTRAINT agent_configuration_confidence_threshold CHECK (confidence_threshold BETWEEN 0 AND 1),
    CONSTRAINT agent_configuration_max_reply_characters CHECK (max_reply_characters BETWEEN 50 AND 10000),
    CONSTRAINT agent_configuration_max_low_confidence_turns CHECK (max_low_confidence_turns BETWEEN 1 AND 20),
    CONSTRAINT agent_configuration_turn_window CHECK (turn_window_ms BETWEEN 0 AND 60000),
    CONSTRAINT agent_configuration_new_message_policy CHECK (new_message_policy IN ('queue', 'supersede'))
  );

  CREATE TABLE channel (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    active boolean NOT NULL DEFAULT true,
    delivery_url text,
    secret_sealed bytea,
    turn_window_ms integer,
    new_message_policy text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT channel_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT channel_kind CHECK (kind IN ('webhook', 'web_chat', 'whatsapp_cloud', 'twilio')),
    CONSTRAINT channel_webhook_is_complete
      CHECK (kind <> 'webhook' OR (secret_sealed IS NOT NULL AND delivery_url IS NOT NULL)),
    CONSTRAINT channel_turn_window CHECK (turn_window_ms BETWEEN 0 AND 60000),
    CONSTRAINT channel_new_message_policy CHECK (new_message_policy IN ('queue', 'supersede'))
  );
  -- Providers name a channel by its id alone.
  CREATE UNIQUE INDEX channel_id_unique ON channel (id);
`;

const conversations = `
  CREATE TABLE customer (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    display_name text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT customer_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE
  );

  CREATE TABLE customer_identity (
    tenant_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    external_id text NOT NULL,
    customer_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, channel_id, external_id),
    CONSTRAINT customer_identity_channel
      FOREIGN KEY (tenant_id, channel_id) REFERENCES channel ON DELETE CASCADE,
    CONSTRAINT customer_identity_customer
      FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE
  );
  CREATE INDEX customer_identity_customer_index ON customer_identity (tenant_id, customer_id);

  CREATE TABLE conversation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    channel_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'bot',
    last_sequence bigint NOT NULL DEFAULT 0,
    inbound_sequence bigint NOT NULL DEFAULT 0,
    answered_sequence bigint NOT NULL DEFAULT 0,
    due_at timestamptz,
    first_due_at timestamptz,
    fence bigint NOT NULL DEFAULT 0,
    owner text,
    lease_until timestamptz,
    turn_attempts integer NOT NULL DEFAULT 0,
    low_confidence_turns integer NOT NULL DEFAULT 0,
    handoff_reason text,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_message_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT conversation_channel
      FOREIGN KEY (tenant_id, channel_id) REFERENCES channel ON DELETE CASCADE,
    CONSTRAINT conversation_customer
      FOREIGN KEY (tenant_id, customer_id) REFERENCES customer ON DELETE CASCADE,
    CONSTRAINT conversation_status CHECK (status IN ('bot', 'handoff', 'closed')),
    CONSTRAINT conversation_sequences CHECK (
      0 <= answered_sequence AND answered_sequence <= inbound_sequence
      AND inbound_sequence <= last_sequence),
    CONSTRAINT conversation_only_bot_is_due CHECK (status = 'bot' OR due_at IS NULL),
    CONSTRAINT conversation_due_times CHECK ((due_at IS NULL) = (first_due_at IS NULL)),
    CONSTRAINT conversation_lease_has_owner CHECK ((lease_until IS NULL) = (owner IS NULL)),
    CONSTRAINT conversation_closed_at CHECK ((status = 'closed') = (closed_at IS NOT NULL))
  );
  -- Concurrent first messages meet here: a customer has one open conversation on a channel.
  CREATE UNIQUE INDEX conversation_open_unique
    ON conversation (tenant_id, channel_id, customer_id) WHERE status <> 'closed';
  CREATE INDEX conversation_inbox_index ON conversation (tenant_id, last_message_at, id);
  CREATE INDEX conversation_inbox_status_index
    ON conversation (tenant_id, status, last_message_at, id);
  CREATE INDEX conversation_due_index ON conversation (due_at) WHERE due_at IS NOT NULL;

  CREATE TABLE message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    sequence bigint NOT NULL,
    author text NOT NULL,
    provider_message_id text,
    text text NOT NULL,
    attachments jsonb NOT NULL DEFAULT '[]',
    state text NOT NULL,
    sent_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT message_conversation
      FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    CONSTRAINT message_author CHECK (author IN ('customer', 'agent', 'operator')),
    CONSTRAINT message_state CHECK (
      state IN ('received', 'completed', 'failed', 'handed_off', 'discarded')),
    CONSTRAINT message_inbound_has_provider_id
      CHECK ((author = 'customer') = (provider_message_id IS NOT NULL))
  ) PARTITION BY HASH (tenant_id);
  ${partitionByTenant('message')}
  CREATE UNIQUE INDEX message_inbound_unique
    ON message (tenant_id, channel_id, provider_message_id);
  CREATE UNIQUE INDEX message_sequence_unique ON message (tenant_id, conversation_id, sequence);

  CREATE TABLE message_answer (
    tenant_id uuid NOT NULL,
    message_id uuid NOT NULL,
    reply_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, message_id),
    CONSTRAINT message_answer_message
      FOREIGN KEY (tenant_id, message_id) REFERENCES message ON DELETE CASCADE,
    CONSTRAINT message_answer_reply
      FOREIGN KEY (tenant_id, reply_id) REFERENCES message ON DELETE CASCADE
  );
  CREATE INDEX message_answer_reply_index ON message_answer (tenant_id, reply_id);

  CREATE TABLE outbox_delivery (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    reply_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    sequence bigint NOT NULL,
    payload jsonb NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    claimed_by text,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    delivered_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT outbox_delivery_reply
      FOREIGN KEY (tenant_id, reply_id) REFERENCES message ON DELETE CASCADE,
    CONSTRAINT outbox_delivery_conversation
      FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    CONSTRAINT outbox_delivery_state
      CHECK (state IN ('pending', 'sending', 'ambiguous', 'delivered', 'failed')),
    CONSTRAINT outbox_delivery_sending_is_claimed
      CHECK ((state = 'sending') = (claimed_by IS NOT NULL)),
    CONSTRAINT outbox_delivery_delivered_at
      CHECK ((state = 'delivered') = (delivered_at IS NOT NULL))
  );
  CREATE UNIQUE INDEX outbox_delivery_reply_unique ON outbox_delivery (tenant_id, reply_id);
  -- Is an earlier reply of the conversation still on its way? Only open deliveries are indexed.
  CREATE INDEX outbox_delivery_order_index
    ON outbox_delivery (tenant_id, conversation_id, sequence)
    WHERE state IN ('pending', 'sending', 'ambiguous');
  CREATE INDEX outbox_delivery_next_index
    ON outbox_delivery (next_attempt_at) WHERE state IN ('pending', 'sending', 'ambiguous');

  CREATE TABLE interaction (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    reply_id uuid NOT NULL,
    model text NOT NULL,
    prompt_tokens integer NOT NULL,
    completion_tokens integer NOT NULL,
    cost_usd numeric(14, 8) NOT NULL,
    processing_ms integer NOT NULL,
    confidence double precision NOT NULL,
    handoff boolean NOT NULL,
    handoff_reason text,
    intents text[] NOT NULL,
    sources jsonb NOT NULL,
    sql_statements integer NOT NULL,
    cache_hits integer NOT NULL,
    cache_misses integer NOT NULL,
    trace_id text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT interaction_conversation
      FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversation ON DELETE CASCADE,
    CONSTRAINT interaction_reply
      FOREIGN KEY (tenant_id, reply_id) REFERENCES message ON DELETE CASCADE,
    CONSTRAINT interaction_confidence CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT interaction_handoff_has_reason CHECK (handoff = (handoff_reason IS NOT NULL)),
    CONSTRAINT interaction_counts CHECK (
      LEAST(prompt_tokens, completion_tokens, processing_ms, sql_statements, cache_hits, cache_misses) >= 0
      AND cost_usd >= 0)
  ) PARTITION BY HASH (tenant_id);
  ${partitionByTenant('interaction')}
  CREATE INDEX interaction_conversation_index
    ON interaction (tenant_id, conversation_id, created_at, id);
  CREATE INDEX interaction_time_index ON interaction (tenant_id, created_at, id);
  CREATE UNIQUE INDEX interaction_reply_unique ON interaction (tenant_id, reply_id);
`;

const catalog = `
  CREATE TABLE knowledge_entry (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    type text NOT NULL,
    title text NOT NULL,
    content text NOT NULL,
    keywords text[] NOT NULL DEFAULT '{}',
    language text NOT NULL DEFAULT 'en',
    priority integer NOT NULL DEFAULT 0,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT knowledge_entry_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT knowledge_entry_type CHECK (
      type IN ('faq', 'policy', 'procedure', 'product_info', 'service_info', 'general')),
    CONSTRAINT knowledge_entry_language CHECK (language ~ '^[a-z]{2}$'),
    CONSTRAINT knowledge_entry_priority CHECK (priority BETWEEN 0 AND 1000)
  );
  CREATE UNIQUE INDEX knowledge_entry_external_id_unique ON knowledge_entry (tenant_id, external_id);
  CREATE INDEX knowledge_entry_list_index ON knowledge_entry (tenant_id, created_at, id);

  CREATE TABLE product (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    title text NOT NULL,
    description text,
    price_minor bigint NOT NULL,
    currency text NOT NULL,
    sku text,
    stock integer,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT product_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT product_price CHECK (price_minor BETWEEN 0 AND 9007199254740991),
    CONSTRAINT product_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT product_stock CHECK (stock >= 0)
  );
  CREATE UNIQUE INDEX product_external_id_unique ON product (tenant_id, external_id);
  CREATE INDEX product_list_index ON product (tenant_id, created_at, id);

  CREATE TABLE product_variant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    sku text,
    price_minor bigint,
    stock integer,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT product_variant_product
      FOREIGN KEY (tenant_id, product_id) REFERENCES product ON DELETE CASCADE,
    CONSTRAINT product_variant_price CHECK (price_minor BETWEEN 0 AND 9007199254740991),
    CONSTRAINT product_variant_stock CHECK (stock >= 0)
  );
  CREATE UNIQUE INDEX product_variant_product_index
    ON product_variant (tenant_id, product_id, position);

  CREATE TABLE service (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text,
    title text NOT NULL,
    description text,
    price_minor bigint NOT NULL,
    currency text NOT NULL,
    duration_minutes integer NOT NULL,
    active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT service_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT service_price CHECK (price_minor BETWEEN 0 AND 9007199254740991),
    CONSTRAINT service_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT service_duration CHECK (duration_minutes > 0)
  );
  CREATE UNIQUE INDEX service_external_id_unique ON service (tenant_id, external_id);
  CREATE INDEX service_list_index ON service (tenant_id, created_at, id);
`;

const search = `
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS btree_gin;

  CREATE FUNCTION text_search_configuration(language text) RETURNS regconfig
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE language
      WHEN 'en' THEN 'english'::regconfig
      WHEN 'fr' THEN 'french'::regconfig
      WHEN 'es' THEN 'spanish'::regconfig
      WHEN 'de' THEN 'german'::regconfig
      WHEN 'it' THEN 'italian'::regconfig
      WHEN 'pt' THEN 'portuguese'::regconfig
      WHEN 'nl' THEN 'dutch'::regconfig
      ELSE 'simple'::regconfig
    END;

  CREATE FUNCTION search_vector(language text, title text, terms text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    setweight(to_tsvector(text_search_configuration(language), coalesce(title, '')), 'A') ||
    setweight(to_tsvector(text_search_configuration(language), coalesce(terms, '')), 'B') ||
    setweight(to_tsvector(text_search_configuration(language), coalesce(body, '')), 'C');

  CREATE TABLE catalog_document (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    language text NOT NULL,
    priority integer NOT NULL,
    active boolean NOT NULL,
    search tsvector NOT NULL,
    PRIMARY KEY (tenant_id, kind, id),
    CONSTRAINT catalog_document_tenant FOREIGN KEY (tenant_id) REFERENCES tenant ON DELETE CASCADE,
    CONSTRAINT catalog_document_kind CHECK (kind IN ('product', 'service', 'knowledge'))
  );
  CREATE INDEX catalog_document_search_index ON catalog_document USING gin (tenant_id, search);
  CREATE INDEX catalog_document_title_trigram_index
    ON catalog_document USING gin (tenant_id, title gin_trgm_ops);

  CREATE PROCEDURE put_catalog_document(
    tenant uuid, kind text, id uuid, title text, language text, priority integer, active boolean,
    terms text, body text)
    LANGUAGE sql AS $$
      INSERT INTO catalog_document AS document
      VALUES (tenant, kind, id, title, language, priority, active,
              search_vector(language, title, terms, body))
      ON CONFLICT ON CONSTRAINT catalog_document_pkey DO UPDATE
      SET title = excluded.title, language = excluded.language, priority = excluded.priority,
          active = excluded.active, search = excluded.search;
    $$;

  CREATE FUNCTION knowledge_document() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      CALL put_catalog_document(NEW.tenant_id, 'knowledge', NEW.id, NEW.title, NEW.language,
        NEW.priority, NEW.active, array_to_string(NEW.keywords, ' '), NEW.content);
      RETURN NULL;
    END $$;
  CREATE TRIGGER knowledge_entry_document AFTER INSERT OR UPDATE ON knowledge_entry
    FOR EACH ROW EXECUTE FUNCTION knowledge_document();

  -- Products and services are written in the tenant's own language.
  CREATE FUNCTION tenant_language(tenant uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT language FROM tenant_settings WHERE tenant_id = tenant), 'en')
  $$;

  CREATE FUNCTION service_document() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      CALL put_catalog_document(NEW.tenant_id, 'service', NEW.id, NEW.title,
        tenant_language(NEW.tenant_id), 0, NEW.active, NULL, NEW.description);
      RETURN NULL;
    END $$;
  CREATE TRIGGER service_document AFTER INSERT OR UPDATE ON service
    FOR EACH ROW EXECUTE FUNCTION service_document();

  CREATE FUNCTION product_document() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      variants text := (SELECT string_agg(concat_ws(' ', title, sku), ' ') FROM product_variant
                        WHERE tenant_id = NEW.tenant_id AND product_id = NEW.id);
    BEGIN
      CALL put_catalog_document(NEW.tenant_id, 'product', NEW.id, NEW.title,
        tenant_language(NEW.tenant_id), 0, NEW.active, concat_ws(' ', NEW.sku, variants),
        NEW.description);
      RETURN NULL;
    END $$;
  CREATE TRIGGER product_document AFTER INSERT OR UPDATE ON product
    FOR EACH ROW EXECUTE FUNCTION product_document();

  -- A variant's words belong to its product: touching the product runs its trigger once more.
  CREATE FUNCTION product_variant_document() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE product SET updated_at = now()
      WHERE (tenant_id, id) = (coalesce(NEW.tenant_id, OLD.tenant_id),
                               coalesce(NEW.product_id, OLD.product_id));
      RETURN NULL;
    END $$;
  CREATE TRIGGER product_variant_document AFTER INSERT OR UPDATE OR DELETE ON product_variant
    FOR EACH ROW EXECUTE FUNCTION product_variant_document();

  CREATE FUNCTION forget_catalog_document() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM catalog_document
      WHERE tenant_id = OLD.tenant_id AND kind = TG_ARGV[0] AND id = OLD.id;
      RETURN NULL;
    END $$;
  CREATE TRIGGER product_document_forget AFTER DELETE ON product
    FOR EACH ROW EXECUTE FUNCTION forget_catalog_document('product');
  CREATE TRIGGER service_document_forget AFTER DELETE ON service
    FOR EACH ROW EXECUTE FUNCTION forget_catalog_document('service');
  CREATE TRIGGER knowledge_entry_document_forget AFTER DELETE ON knowledge_entry
    FOR EACH ROW EXECUTE FUNCTION forget_catalog_document('knowledge');
`;

export class FirstSchema1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [tenants, conversations, catalog, search]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Extensions stay: others in the database may use them by now.
    await runner.query(`
      DROP TABLE catalog_document, service, product_variant, product, knowledge_entry,
        interaction, outbox_delivery, message_answer, message, conversation, customer_identity,
        customer, channel, agent_configuration, api_key, tenant_settings, tenant;
      DROP FUNCTION forget_catalog_document(), product_variant_document(), product_document(),
        service_document(), tenant_language(uuid), knowledge_document(),
        search_vector(text, text, text, text), text_search_configuration(text);
      DROP PROCEDURE put_catalog_document(uuid, text, uuid, text, text, integer, boolean, text, text);
    `);
  }
}
