import { type DataSource, type EntityManager } from 'typeorm';

export interface Threads {
  /** How many conversations, spread evenly over the tenants; each with a customer of its own. */
  conversations: number;
  tenants: number;
  /** In most conversations; every tenth has ten times as many. */
  messages: number;
  interactions: number;
}

const threads = `CREATE TEMPORARY TABLE thread ON COMMIT DROP AS
  SELECT at, md5('tenant ' || at % $1::integer)::uuid AS tenant_id, md5('thread ' || at)::uuid AS id,
    md5('channel ' || at % $1::integer)::uuid AS channel_id, md5('customer ' || at)::uuid AS customer_id,
    CASE at % 10 WHEN 0 THEN 10 ELSE 1 END * $2::integer AS messages,
    timestamptz '2025-01-01' + at * interval '1 minute' AS started_at
  FROM generate_series(1, $3::integer) AS at`;

const tenantsAndChannels = [
  `INSERT INTO tenant (id, name) SELECT DISTINCT tenant_id, 'Shop' FROM thread`,
  `INSERT INTO channel (tenant_id, id, kind, name)
   SELECT DISTINCT tenant_id, channel_id, 'web_chat', 'Chat' FROM thread`,
  `INSERT INTO customer (tenant_id, id, display_name)
   SELECT tenant_id, customer_id, 'Customer ' || at FROM thread`,
];

const conversations = `INSERT INTO conversation (tenant_id, id, channel_id, customer_id, last_sequence,
    inbound_sequence, answered_sequence, created_at, last_message_at)
  SELECT tenant_id, id, channel_id, customer_id, messages, messages, messages, started_at,
    started_at + messages * interval '1 second' FROM thread`;

const messages = `INSERT INTO message (tenant_id, id, conversation_id, channel_id, sequence, author,
    provider_message_id, text, state, created_at)
  SELECT tenant_id, md5(at || ' message ' || n)::uuid, id, channel_id, n,
    CASE n % 2 WHEN 1 THEN 'customer' ELSE 'agent' END, CASE n % 2 WHEN 1 THEN at || '/' || n END,
    repeat('What a customer asks, or an agent answers. ', 1 + n % 4), 'completed',
    started_at + n * interval '1 second'
  FROM thread, generate_series(1, messages) AS n`;

const interactions = `INSERT INTO interaction (tenant_id, id, conversation_id, reply_id, model,
    prompt_tokens, completion_tokens, cost_usd, processing_ms, confidence, handoff, intents, sources,
    sql_statements, cache_hits, cache_misses, created_at)
  SELECT tenant_id, md5(at || ' interaction ' || n)::uuid, id, md5(at || ' message ' || 2 * n)::uuid,
    'builtin', 900, 80, 0.0004, 350, 0.9, false, '{order_status}', '[]', 2, 3, 0,
    started_at + 2 * n * interval '1 second'
  FROM thread, generate_series(1, $1::integer) AS n`;

const write = async (manager: EntityManager, size: Threads): Promise<void> => {
  // Rows that are right by construction need no triggers that check their foreign keys.
  await manager.query('SET LOCAL session_replication_role = replica');
  await manager.query(threads, [size.tenants, size.messages, size.conversations]);
  for (const statement of [...tenantsAndChannels, conversations, messages]) {
    await manager.query(statement);
  }
  await manager.query(interactions, [size.interactions]);
};

/** Fills an empty database with conversations as they are after some weeks, and analyses it. */
export const writeThreads = async (database: DataSource, size: Threads): Promise<void> => {
  await database.transaction((manager) => write(manager, size));
  await database.query('ANALYZE');
};
