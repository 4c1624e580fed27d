import { createDataSource } from '#persistence';
import { type DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { reconcile } from '../../../apps/cli/src/reconcile/reconcile.js';
import { Deliverer } from '../../../apps/agent-worker/src/delivery/deliverer.js';
import { TurnStore } from '../../../apps/agent-worker/src/turns/turn-store.js';
import { testEnvironment } from '../../support/environment.js';
import { createTenantWithChannel, type TestChannel } from '../../support/tenants.js';
import { TurnsInProcess } from '../dedup/turns/turns-in-process.js';
import { BenchProcess } from '../harness/bench-process.js';
import { type BenchServers } from '../harness/bench-servers.js';
import { atMost, exactly, type Section } from '../harness/report.js';
import { type BenchOptions } from '../options.js';
import { GatewayInProcess } from './gateway-in-process.js';
import { explainAll, type Plan, PlanRecorder } from './plan-recorder.js';
import { fill } from './volume.js';

/** One thing the services do, and what it may look at. */
interface Read {
  readonly name: string;
  /** Pages at most, over all its statements. */
  readonly buffers: number;
  /** Those that must be used. */
  readonly indexes: readonly string[];
  run(): Promise<unknown>;
}

/** So often before it counts: a statement that is prepared is planned anew the first five times. */
const rehearsals = 6;
/** Tables of fewer rows may be read from end to end. */
const smallTable = 2_000;
const growth = 1.5;
/** Of fewer pages nothing is said: a level more of two indexes is half as many again. */
const fewPages = 24;

const partitioned = /^(message|interaction)_p?\d+$/;

/** Tables it should not have read as it did, and indexes it should have used. */
const faultsOf = (
  plans: readonly Plan[],
  { indexes }: Read,
  large: ReadonlySet<string>,
): string[] => {
  const used = plans.flatMap((plan) => plan.indexes);
  const partitions = plans.flatMap(({ relations }) => {
    const parts = relations.filter((name) => partitioned.test(name));
    const tables = new Set(parts.map((name) => name.replace(/_p?\d+$/, '')));
    return parts.length > tables.size ? [`partitions ${parts.join(' ')}`] : [];
  });
  return [
    ...plans.flatMap(({ scanned }) => scanned.filter((table) => large.has(table))),
    ...partitions,
    ...plans.flatMap(({ prepared }) => (prepared ? ['compiled, or in parallel'] : [])),
    ...indexes.filter((index) => !used.some((name) => name.includes(index))),
  ];
};

interface Measured {
  readonly plans: readonly Plan[];
  readonly buffers: number;
  readonly milliseconds: number;
  readonly faults: readonly string[];
}

const measure = async (
  recorder: PlanRecorder,
  read: Read,
  large: ReadonlySet<string>,
): Promise<Measured> => {
  for (let times = 0; times < rehearsals; times++) await read.run();
  const plans = await recorder.of(() => read.run());
  if (plans.length === 0) throw new Error(`${read.name}: PostgreSQL told of no plan`);
  const sum = (of: (plan: Plan) => number): number =>
    plans.reduce((total, plan) => total + of(plan), 0);
  return {
    plans,
    buffers: sum(({ buffers }) => buffers),
    milliseconds: sum(({ milliseconds }) => milliseconds),
    faults: faultsOf(plans, read, large),
  };
};

const largeTables = async (database: DataSource): Promise<Set<string>> => {
  const rows: { name: string }[] = await database.query(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples >= $1`,
    [smallTable],
  );
  return new Set(rows.map(({ name }) => name));
};

/** Sizes by Zipf's law: the first has most. */
const zipfSizes = (tenants: number, total: number): number[] => {
  const weights = Array.from({ length: tenants }, (_, rank) => 1 / (rank + 1));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => Math.max(1, Math.round((total * weight) / sum)));
};

interface Place {
  readonly shop: TestChannel;
  readonly conversationId: string;
  readonly customerId: string;
  readonly messageId: string;
}

/** An open conversation of the largest tenant: the newest, the next. */
const placeIn = async (database: DataSource, shop: TestChannel, rank: number): Promise<Place> => {
  const [row] = await database.query<Omit<Place, 'shop'>[]>(
    `SELECT conversation.id AS "conversationId", customer_id AS "customerId",
       (SELECT id FROM message WHERE message.tenant_id = $1
         AND conversation_id = conversation.id AND sequence = 1) AS "messageId"
     FROM conversation WHERE tenant_id = $1 AND status = 'bot'
     ORDER BY last_message_at DESC LIMIT 1 OFFSET $2`,
    [shop.tenantId, rank],
  );
  if (row === undefined) throw new Error('The largest tenant has no open conversation.');
  return { shop, ...row };
};

const inboundOf = (customer: string) => {
  const id = uuidv7();
  return {
    providerMessageId: id,
    from: { id: customer },
    text: 'And on Sundays?',
    attachments: [],
  };
};

const minuteMs = 60_000;

const httpReads = (gateway: GatewayInProcess, place: Place): Read[] => {
  const { conversationId, messageId } = place;
  const reads: [name: string, path: string, buffers: number, indexes: string[]][] = [
    ['the inbox', '/v1/conversations', 600, ['conversation_inbox_index']],
    [
      'the inbox, one status',
      '/v1/conversations?status=handoff',
      600,
      ['conversation_inbox_status_index'],
    ],
    ['a conversation', `/v1/conversations/${conversationId}`, 40, ['conversation_pkey']],
    ['its messages', `/v1/conversations/${conversationId}/messages`, 200, ['tenant_id']],
    ['its interactions', `/v1/conversations/${conversationId}/interactions`, 60, ['tenant_id']],
    ['messages given up', '/v1/messages?state=failed', 40, ['tenant_id_state_id_idx']],
    ['a message’s state', `/v1/messages/${messageId}/state`, 40, []],
    ['a message’s audit', `/v1/messages/${messageId}/audit`, 80, []],
    [
      'figures of a day',
      `/v1/statistics/agent?use_cache=false&from=${dayAgo(2)}&to=${dayAgo(1)}`,
      200,
      ['statistic_pkey'],
    ],
    [
      'figures of all time',
      '/v1/statistics/conversations?use_cache=false',
      5_000,
      ['statistic_pkey'],
    ],
  ];
  return reads.map(([name, path, buffers, indexes]) => ({
    name,
    buffers,
    indexes,
    run: () => gateway.get(path),
  }));
};

const dayAgo = (days: number): string =>
  new Date(Date.now() - days * 24 * 60 * minuteMs).toISOString();

const workReads = (turns: TurnsInProcess, database: DataSource, place: Place): Read[] => {
  const { shop, customerId } = place;
  const channel = { tenantId: shop.tenantId, id: shop.channelId };
  const lastHour = {
    from: new Date(Date.now() - 60 * minuteMs),
    to: new Date(),
    tenant: shop.tenantId,
  };
  return [
    {
      name: 'a message, answered and delivered',
      buffers: 500,
      indexes: ['message_', 'outbox_delivery'],
      run: () => turns.run(channel, [inboundOf(customerId)], 1),
    },
    {
      name: 'the same from a new customer',
      buffers: 500,
      indexes: ['message_', 'outbox_delivery'],
      run: () => turns.run(channel, [inboundOf(uuidv7())], 1),
    },
    {
      name: 'turns left behind',
      buffers: 20,
      indexes: ['conversation_due_index'],
      run: () => turns.worker(TurnStore).overdue(0, 16),
    },
    {
      name: 'deliveries due',
      buffers: 20,
      indexes: ['outbox_delivery_'],
      run: () => turns.worker(Deliverer).deliverDue(),
    },
    {
      name: 'a tenant’s last hour reconciled',
      buffers: 5_000,
      indexes: ['message_'],
      run: () => reconcile(database, lastHour),
    },
  ];
};

/** Everything the services read, first among twenty tenants, then among ten times as many. */
export const benchPlans = async (
  servers: BenchServers,
  { quick }: BenchOptions,
): Promise<Section[]> => {
  const [tenants, conversations] = quick ? [40, 2_000] : [200, 100_000];
  const messagesEach = 10;
  const databaseUrl = await servers.createDatabase();
  await using stack = new AsyncDisposableStack();
  const open = async (): Promise<DataSource> => {
    const options = { databaseUrl, applicationName: 'bench', statementTimeoutMs: 0 };
    const source = createDataSource(options);
    return stack.adopt(await source.initialize(), (opened) => opened.destroy());
  };
  // Its connection is older than the wish to have everything explained, and fills faster for that.
  const source = await open();
  await explainAll(source);
  const reader = await open();
  await using receiver = new BenchProcess(
    new URL('../dedup/turns/instant-receiver.js', import.meta.url),
  );
  const environment = testEnvironment({
    DATABASE_URL: databaseUrl,
    REDIS_URL: servers.redisUrl,
    TURN_WINDOW_MS: '0',
    // What is swept is measured apart.
    SWEEP_MS: '60000',
  });
  const { ENCRYPTION_KEYS: encryptionKeys } = environment;
  const deliveryUrl = await receiver.next<string>();
  const shop = await createTenantWithChannel(source, { encryptionKeys, deliveryUrl });
  const shares = zipfSizes(tenants, conversations).map((count, rank) =>
    rank === 0 ? { ...shop, count } : { tenantId: uuidv7(), channelId: uuidv7(), count },
  );
  // One in ten: the largest, and others of all sizes.
  const [first, others] = [
    shares.filter((_, rank) => rank % 10 === 0),
    shares.filter((_, rank) => rank % 10 !== 0),
  ];
  await fill(source, { pattern: shop, conversations: first, messagesEach });

  await using gateway = await GatewayInProcess.start(environment, shop.tenantId);
  await using turns = await TurnsInProcess.start(environment);
  const [looked, written] = [await placeIn(source, shop, 0), await placeIn(source, shop, 1)];
  const recorder = new PlanRecorder([reader, gateway.database, ...turns.databases]);
  const reads = [...httpReads(gateway, looked), ...workReads(turns, reader, written)];
  const measureAll = async (): Promise<Map<Read, Measured>> => {
    const large = await largeTables(source);
    const measured = new Map<Read, Measured>();
    for (const read of reads) measured.set(read, await measure(recorder, read, large));
    return measured;
  };
  const few = await measureAll();
  await fill(source, { pattern: shop, conversations: others, messagesEach });
  const many = await measureAll();

  return [
    {
      title: `Pages looked at, ${conversations} conversations of ${messagesEach} messages, ${tenants} tenants (zipf)`,
      rows: reads.map((read) => {
        const before = few.get(read);
        const after = many.get(read);
        return {
          name: read.name,
          figures: {
            statements: after?.plans.length ?? 0,
            [`pages, ${tenants / 10} tenants`]: before?.buffers ?? 0,
            [`pages, ${tenants} tenants`]: after?.buffers ?? 0,
            ms: after?.milliseconds ?? 0,
          },
        };
      }),
      targets: reads.flatMap((read) => {
        const after = many.get(read);
        const faults = after?.faults ?? [];
        const pages = after?.buffers ?? Number.NaN;
        return [
          exactly(
            `${read.name}: reads not as meant${faults.length > 0 ? ` (${faults.join(', ')})` : ''}`,
            0,
            faults.length,
          ),
          atMost(`${read.name}: pages`, read.buffers, pages),
          atMost(
            `${read.name}: growth of pages`,
            growth,
            pages / Math.max(fewPages, few.get(read)?.buffers ?? Number.NaN),
          ),
        ];
      }),
    },
  ];
};
