import { type DataSource } from 'typeorm';

/** A tenant as others are copied from, and how much of everything there is to be. */
export interface Volume {
  pattern: { tenantId: string; channelId: string };
  /** Conversations by tenant; new tenants are made with these ids. */
  conversations: readonly { tenantId: string; channelId: string; count: number }[];
  messagesEach: number;
}

const days = 90;

/** Tenants with settings, agent and channel as the pattern has them, unless they are there. */
const tenants = `
  INSERT INTO tenant (id, name)
    SELECT tenant_id, 'Volume' FROM bulk_tenant ON CONFLICT DO NOTHING;
  ${['tenant_settings', 'agent_configuration']
    .map(
      (table) => `INSERT INTO ${table} SELECT (jsonb_populate_record(original,
        jsonb_build_object('tenant_id', bulk_tenant.tenant_id))).*
        FROM ${table} AS original, bulk_tenant
        WHERE original.tenant_id = (SELECT tenant_id FROM bulk_pattern) ON CONFLICT DO NOTHING;`,
    )
    .join('\n')}
  INSERT INTO channel SELECT (jsonb_populate_record(original, jsonb_build_object(
      'tenant_id', bulk_tenant.tenant_id, 'id', bulk_tenant.channel_id))).*
    FROM channel AS original, bulk_tenant
    WHERE original.id = (SELECT channel_id FROM bulk_pattern) ON CONFLICT DO NOTHING;`;

/** One in a hundred is with a person, two are open, the others are closed. */
const conversations = `
  CREATE TEMP TABLE bulk_conversation AS
    SELECT tenant_id, channel_id, uuidv7(begun) AS id, uuidv7(begun) AS customer_id,
      clock_timestamp() + begun AS at,
      CASE WHEN random() < 0.01 THEN 'handoff' WHEN random() < 0.02 THEN 'bot' ELSE 'closed' END
        AS status
    FROM bulk_tenant, LATERAL (
      SELECT -random() * interval '${days} days' AS begun
      FROM generate_series(1, bulk_tenant.conversations)) AS each;

  INSERT INTO customer (tenant_id, id, created_at)
    SELECT tenant_id, customer_id, at FROM bulk_conversation;
  INSERT INTO customer_identity (tenant_id, channel_id, external_id, customer_id, last_seen_at)
    SELECT tenant_id, channel_id, customer_id::text, customer_id, at FROM bulk_conversation;
  INSERT INTO conversation (tenant_id, id, channel_id, customer_id, status, last_sequence,
      inbound_sequence, answered_sequence, handoff_reason, created_at, last_message_at, closed_at)
    SELECT tenant_id, id, channel_id, customer_id, status, bulk_each.messages,
      bulk_each.messages - 1, bulk_each.messages - 1,
      CASE status WHEN 'handoff' THEN 'asked' END, at, at + interval '1 hour',
      CASE status WHEN 'closed' THEN at + interval '2 hours' END
    FROM bulk_conversation, bulk_each;`;

/** Question, answer, question, answer, a minute apart. */
const messages = `
  CREATE TEMP TABLE bulk_message AS
    SELECT tenant_id, channel_id, bulk_conversation.id AS conversation_id, sequence,
      bulk_conversation.at + sequence * interval '1 minute' AS at,
      uuidv7(bulk_conversation.at + sequence * interval '1 minute' - clock_timestamp()) AS id
    FROM bulk_conversation, bulk_each, generate_series(1, bulk_each.messages) AS sequence;
  CREATE TEMP TABLE bulk_turn AS
    SELECT question.tenant_id, question.conversation_id, question.id AS question_id,
      answer.id AS reply_id, answer.sequence, answer.at
    FROM bulk_message AS question JOIN bulk_message AS answer USING (tenant_id, conversation_id)
    WHERE question.sequence % 2 = 1 AND answer.sequence = question.sequence + 1;

  INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author,
      provider_message_id, text, state, created_at)
    SELECT tenant_id, id, conversation_id, channel_id, sequence,
      CASE sequence % 2 WHEN 1 THEN 'customer' ELSE 'agent' END,
      CASE sequence % 2 WHEN 1 THEN id::text END,
      'Some words, as many as people write when they want to know something. ' || sequence,
      'completed', at
    FROM bulk_message;
  INSERT INTO message_answer (tenant_id, message_id, reply_id)
    SELECT tenant_id, question_id, reply_id FROM bulk_turn;
  INSERT INTO outbox_delivery (tenant_id, id, reply_id, conversation_id, sequence, payload, state,
      attempts, next_attempt_at, created_at, delivered_at)
    SELECT tenant_id, uuidv7(at - clock_timestamp()), reply_id, conversation_id, sequence,
      '{}', 'delivered', 1, at, at, at
    FROM bulk_turn;
  INSERT INTO interaction (tenant_id, id, conversation_id, reply_id, model, prompt_tokens,
      completion_tokens, cost_usd, processing_ms, confidence, handoff, intents, sources,
      sql_statements, cache_hits, cache_misses, created_at)
    SELECT tenant_id, uuidv7(at - clock_timestamp()), conversation_id, reply_id, 'builtin', 100, 50,
      0.0001, 50 + (random() * 500)::integer, random(), false, '{question}', '[]', 3, 3, 0, at
    FROM bulk_turn;`;

const cleanUp = `
  DROP TABLE bulk_turn, bulk_message, bulk_conversation, bulk_each, bulk_tenant, bulk_pattern;`;

/**
 * Fills the tables with what such tenants have after three months, in sets. Constraints are not
 * checked and nothing is counted meanwhile: afterwards everything is counted and analysed at once.
 */
export const fill = async (database: DataSource, volume: Volume): Promise<void> => {
  const { pattern, conversations: shares, messagesEach } = volume;
  const runner = database.createQueryRunner();
  try {
    await runner.query('SET session_replication_role = replica; SET statement_timeout = 0');
    await runner.query('CREATE TEMP TABLE bulk_pattern (tenant_id uuid, channel_id uuid)');
    await runner.query('INSERT INTO bulk_pattern VALUES ($1, $2)', [
      pattern.tenantId,
      pattern.channelId,
    ]);
    await runner.query('CREATE TEMP TABLE bulk_each (messages integer)');
    await runner.query('INSERT INTO bulk_each VALUES ($1)', [messagesEach]);
    await runner.query(
      `CREATE TEMP TABLE bulk_tenant AS SELECT * FROM
         unnest($1::uuid[], $2::uuid[], $3::integer[]) AS t (tenant_id, channel_id, conversations)`,
      [
        shares.map(({ tenantId }) => tenantId),
        shares.map(({ channelId }) => channelId),
        shares.map(({ count }) => count),
      ],
    );
    for (const step of [tenants, conversations, messages, cleanUp]) await runner.query(step);
    // An index that was emptied and filled again is larger than one that grew.
    await runner.query('TRUNCATE statistic, statistic_delta');
    await runner.query('SELECT recount_statistics(NULL)');
    await runner.query('VACUUM (ANALYZE)');
    await runner.query('RESET session_replication_role; RESET statement_timeout');
  } finally {
    await runner.release();
  }
};
