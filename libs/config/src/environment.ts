import { z } from 'zod';

const milliseconds = (
  fallback: number,
  description: string,
  ceiling = 86_400_000,
): z.ZodType<number> =>
  z.coerce.number().int().min(1).max(ceiling).default(fallback).describe(description);

const seconds = (fallback: number, description: string): z.ZodType<number> =>
  z.coerce.number().int().min(0).default(fallback).describe(description);

const perMinute = (fallback: number, who: string): z.ZodType<number> =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(fallback)
    .describe(`Requests a minute of ${who}, over all replicas; 0: no limit`);

/** Half a day at most: changes are remembered for a day (see libs/changes). */
const cacheSeconds = (fallback: number, what: string): z.ZodType<number> =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(43_200)
    .default(fallback)
    .describe(`How long ${what} stay cached unless they change`);

/** `a, b` → `['a', 'b']`; empty parts are dropped. */
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

const redisUrl = z.url({ protocol: /^rediss?$/ });

const httpUrl = z.url({ protocol: /^https?$/ });

/** Whose models can be asked; a model is named `provider/model`. */
export const modelProviders = ['openai-compatible', 'anthropic', 'google'] as const;
export type ModelProvider = (typeof modelProviders)[number];

const usdPerMillion = z.number().min(0).max(100_000);

const modelPrice = z.strictObject({
  input: usdPerMillion,
  /** Absent: as `input`. */
  cachedInput: usdPerMillion.optional(),
  output: usdPerMillion,
});
/** USD for a million tokens. */
export type ModelPrice = z.output<typeof modelPrice>;

const modelPrices = z
  .string()
  .default('{}')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().min(1), modelPrice));

const encryptionKey = /^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/]{43}=$/;

/**
 * Every variable the services read, with its default and what it is for. `.env.example` and the
 * README's table are generated from this declaration.
 */
export const environmentSchema = z.object({
  DATABASE_URL: postgresUrl.describe(
    'PostgreSQL, the truth: postgres://user:password@host:5432/database',
  ),
  DATABASE_READ_URL: postgresUrl
    .optional()
    .describe('A replica for statistics and interactions, which may lag; default: DATABASE_URL'),
  DATABASE_DIRECT_URL: postgresUrl
    .optional()
    .describe('PostgreSQL past the pooler, for LISTEN and the command line; default: DATABASE_URL'),
  DATABASE_PREPARE: z
    .stringbool()
    .default(true)
    .describe('Prepare large statements once per connection; false behind a transaction pooler'),
  REDIS_URL: redisUrl
    .default('redis://127.0.0.1:6379')
    .describe('Redis: queue, cache, Redis transport'),
  REDIS_CLUSTER_NODES: list
    .refine((nodes) => nodes.every((node) => redisUrl.safeParse(node).success), {
      error: 'must be redis:// or rediss:// URLs, separated by commas',
    })
    .describe(
      'Comma-separated nodes of a Redis Cluster, as URLs, for the caches instead of REDIS_URL',
    ),
  REDLOCK_URLS: list.describe('Comma-separated independent Redis for leases; default: REDIS_URL'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(3000)
    .describe('HTTP port: the API on the gateway, health on the others; 0: any free one'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:3000')
    .describe('How the gateway is reached from outside'),
  GRPC_URL: z
    .string()
    .min(1)
    .default('127.0.0.1:50051')
    .describe(
      'Where catalog-service is called: a gRPC target, such as dns:///catalog-service:50051',
    ),
  GRPC_LISTEN: z
    .string()
    .regex(/^.+:\d+$/, 'must be host:port')
    .default('0.0.0.0:50051')
    .describe('Where catalog-service listens for gRPC'),
  CATALOG_TRANSPORT: z
    .enum(['redis', 'grpc'])
    .default('redis')
    .describe('How reads of the catalog travel; no answer over redis falls back to gRPC'),
  KEY_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be letters, digits, _ or -')
    .default('tulia')
    .describe('What all our Redis keys start with'),
  REDIS_CONNECT_TIMEOUT_MS: milliseconds(5000, 'How long connecting to Redis may take'),
  REDIS_COMMAND_TIMEOUT_MS: milliseconds(5000, 'How long a Redis command may take'),
  USE_CACHE: z
    .stringbool()
    .default(true)
    .describe('false bypasses every cache: the rollback switch'),
  CACHE_TTL_PRODUCTS_S: cacheSeconds(60, 'products and their lists'),
  CACHE_TTL_SERVICES_S: cacheSeconds(60, 'services and their lists'),
  CACHE_TTL_KNOWLEDGE_S: cacheSeconds(600, 'knowledge entries and their lists'),
  CACHE_TTL_QUERY_S: cacheSeconds(300, 'search results'),
  CACHE_TTL_EMBEDDINGS_S: cacheSeconds(600, "questions' embeddings"),
  CACHE_TTL_AGENT_CONFIG_S: cacheSeconds(300, "agents' configurations"),
  CACHE_TTL_CHANNELS_S: cacheSeconds(300, 'channels, as messages come in by them,'),
  CACHE_TTL_API_KEYS_S: cacheSeconds(60, 'API keys, sealed,'),
  CACHE_ADAPTIVE_TTL: z
    .stringbool()
    .default(true)
    .describe('Whether TTLs follow how often a tenant changes its catalog; false: as configured'),
  CACHE_WARM_SCOPES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe('Tenants whose caches are warmed at start and before their busy hours; 0: none'),
  EMBEDDINGS_MODEL: z
    .string()
    .min(1)
    .max(200)
    .default('builtin')
    .describe('What search by meaning is done with: builtin, none, or a model of EMBEDDINGS_URL'),
  EMBEDDINGS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('An OpenAI-compatible API to embed texts with, such as https://api.openai.com/v1'),
  EMBEDDINGS_API_KEY: z.string().optional().describe('The key for EMBEDDINGS_URL'),
  PASSAGE_INDEX: z
    .enum(['memory', 'pgvector'])
    .default('memory')
    .describe(
      'Where catalog-service compares vectors: in its own memory, or in PostgreSQL with pgvector',
    ),
  WORKER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(16)
    .describe('Turns an agent-worker runs at the same time'),
  TURN_WINDOW_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(1000)
    .describe('How long a turn waits for more messages of a burst'),
  TURN_WINDOW_MAX_MS: milliseconds(8000, 'How long a burst may put its turn off at most'),
  LEASE_MS: milliseconds(
    30_000,
    'How long a worker may hold a conversation without a sign of life (at most 300000)',
    300_000,
  ),
  LOCK_TTL_MS: milliseconds(300_000, 'No lease may last longer without a renewal', 300_000),
  PROCESSING_STATE_TTL_S: seconds(600, 'How long Redis remembers what became of a message'),
  LEASE_HEARTBEAT_MS: milliseconds(10_000, 'How often a worker renews its lease'),
  SWEEP_MS: milliseconds(1000, 'How often each worker looks for turns and deliveries left behind'),
  SEND_TIMEOUT_MS: milliseconds(10_000, 'How long a provider may take to answer a delivery'),
  SEND_CLAIM_MS: milliseconds(
    30_000,
    'How long a worker may hold a delivery; more than SEND_TIMEOUT_MS',
  ),
  SEND_RETRY_MS: milliseconds(
    5000,
    'The pause before a delivery is first repeated; later pauses are multiples of it',
  ),
  LOOKUP_GRACE_MS: milliseconds(
    120_000,
    'How long a callback may settle a reply of which it is not known whether the provider took it',
  ),
  BULL_LOCK_MS: milliseconds(60_000, "Bull's lockDuration"),
  ENCRYPTION_KEYS: z
    .string()
    .transform((value) => value.split(',').map((key) => key.trim()))
    .pipe(z.array(z.string().regex(encryptionKey, 'must be name:base64 of 32 bytes')).min(1))
    .describe('Comma-separated name:base64 of 32 bytes; the first one seals, all of them open'),
  RATE_LIMIT_KEY: perMinute(60_000, 'an API key'),
  RATE_LIMIT_CHANNEL: perMinute(120_000, 'a channel, by its provider or its chats'),
  RATE_LIMIT_ADDRESS: perMinute(6000, 'an IP address in web chats or with keys that do not hold'),
  TRUSTED_PROXIES: list.describe(
    'Addresses or CIDRs of our own proxies, whose X-Forwarded-For tells the IP address; default: none',
  ),
  OUTBOUND_ALLOW_HOSTS: list.describe(
    'Private hosts or CIDRs that deliveries may reach all the same, such as 127.0.0.1',
  ),
  LLM_PROVIDER: z
    .enum(['builtin', ...modelProviders])
    .default('builtin')
    .describe('Who words the answers where the tenant names no other; builtin needs no key'),
  LLM_BASE_URL: httpUrl
    .optional()
    .describe('The OpenAI-compatible endpoint, such as http://127.0.0.1:11434/v1'),
  LLM_API_KEY: z.string().min(1).optional().describe('Its key, where it wants one'),
  LLM_MODEL: z.string().min(1).optional().describe('The model to ask'),
  LLM_FALLBACK_MODELS: list.describe(
    'Models to ask when that one fails, in order, such as anthropic/claude-haiku; builtin comes last',
  ),
  LLM_ANTHROPIC_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('Lets tenants use anthropic/… models'),
  LLM_ANTHROPIC_BASE_URL: httpUrl.optional().describe('Instead of the public Anthropic endpoint'),
  LLM_GOOGLE_API_KEY: z.string().min(1).optional().describe('Lets tenants use google/… models'),
  LLM_GOOGLE_BASE_URL: httpUrl.optional().describe('Instead of the public Google endpoint'),
  LLM_PRICES: modelPrices.describe(
    'What models cost, in USD for a million tokens: {"provider/model":{"input":1,"cachedInput":0.1,"output":4}}',
  ),
  LLM_TIMEOUT_MS: milliseconds(20_000, 'How long the model may take'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe(
      'Where traces are sent, OTLP over HTTP, such as http://collector:4318; none: nowhere',
    ),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('The share of traces that are sent, 0 to 1'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('The least severe log line that is written'),
});

export type Environment = z.output<typeof environmentSchema>;

/** Lists every bad variable at once, so that a deployment is mended in one go. */
export class EnvironmentError extends Error {
  constructor(readonly problems: string[]) {
    super(`The environment is not valid:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

/** What the command line needs. */
const databaseEnvironmentSchema = environmentSchema.pick({
  DATABASE_URL: true,
  DATABASE_DIRECT_URL: true,
  ENCRYPTION_KEYS: true,
});
export type DatabaseEnvironment = z.output<typeof databaseEnvironmentSchema>;

/** What the command line needs to reach the caches too. */
const cacheEnvironmentSchema = environmentSchema.pick({
  DATABASE_URL: true,
  DATABASE_DIRECT_URL: true,
  ENCRYPTION_KEYS: true,
  REDIS_URL: true,
  REDIS_CLUSTER_NODES: true,
  KEY_PREFIX: true,
});
export type CacheEnvironment = z.output<typeof cacheEnvironmentSchema>;

const neededBy = {
  builtin: [],
  'openai-compatible': ['LLM_BASE_URL', 'LLM_MODEL'],
  anthropic: ['LLM_ANTHROPIC_API_KEY', 'LLM_MODEL'],
  google: ['LLM_GOOGLE_API_KEY', 'LLM_MODEL'],
} as const;

const needsEndpoint = (environment: Environment): string[] =>
  neededBy[environment.LLM_PROVIDER]
    .filter((name) => environment[name] === undefined)
    .map((name) => `${name} is needed when LLM_PROVIDER is ${environment.LLM_PROVIDER}`);

/** What is sent must be able to end within its claim, or nothing would ever be sent. */
const claimOutlastsSend = ({ SEND_CLAIM_MS, SEND_TIMEOUT_MS }: Environment): string[] =>
  SEND_CLAIM_MS > SEND_TIMEOUT_MS ? [] : ['SEND_CLAIM_MS must be more than SEND_TIMEOUT_MS'];

/** A lease is renewed before it ends, and no longer than leases may be. */
const leaseIsKept = ({ LEASE_MS, LEASE_HEARTBEAT_MS, LOCK_TTL_MS }: Environment): string[] => [
  ...(LEASE_MS > LOCK_TTL_MS ? ['LEASE_MS must be at most LOCK_TTL_MS'] : []),
  ...(LEASE_HEARTBEAT_MS >= LEASE_MS ? ['LEASE_HEARTBEAT_MS must be less than LEASE_MS'] : []),
];

/** An empty variable counts as not set. @throws EnvironmentError */
const read = <Schema extends z.ZodObject>(
  schema: Schema,
  source: NodeJS.ProcessEnv,
): z.output<Schema> => {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(
    parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return given[name] === undefined ? `${name} is not set` : `${name}: ${message}`;
    }),
  );
};

/** Reads and validates the environment of a service. @throws EnvironmentError */
export const readEnvironment = (source: NodeJS.ProcessEnv = process.env): Environment => {
  const environment = read(environmentSchema, source);
  const problems = [needsEndpoint, claimOutlastsSend, leaseIsKept].flatMap((check) =>
    check(environment),
  );
  if (problems.length > 0) throw new EnvironmentError(problems);
  const { REDLOCK_URLS, REDIS_URL } = environment;
  return { ...environment, REDLOCK_URLS: REDLOCK_URLS.length > 0 ? REDLOCK_URLS : [REDIS_URL] };
};

/** Reads and validates what the command line needs. @throws EnvironmentError */
export const readDatabaseEnvironment = (
  source: NodeJS.ProcessEnv = process.env,
): DatabaseEnvironment => read(databaseEnvironmentSchema, source);

/** Reads and validates what the command line needs to reach the caches. @throws EnvironmentError */
export const readCacheEnvironment = (source: NodeJS.ProcessEnv = process.env): CacheEnvironment =>
  read(cacheEnvironmentSchema, source);
