import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BoundProcess,
  freePorts,
  type LocalServer,
  type PgbouncerOptions,
  startPgbouncer,
  startPostgres,
  startRedis,
} from '#local-servers';
import { createDataSource } from '#persistence';
import { Redis } from 'ioredis';
import { type DataSource } from 'typeorm';
import { eventually } from './eventually.js';
import { Receiver } from './receiver.js';
import { signedRequest } from './signed-webhook.js';
import { startTopology, type Topology } from './topology.js';

export interface DemoAccess {
  tenantId: string;
  ownerKey: string;
  operatorKey: string;
  platformKey: string;
  channels: { webhook: { id: string; secret: string }; web_chat: { id: string } };
}

/** How many processes of each service. */
interface SuiteShape {
  workers?: number;
  catalogs?: number;
  gateways?: number;
  /** A PgBouncer between the services and PostgreSQL. */
  pooler?: Pick<PgbouncerOptions, 'program' | 'poolSize'>;
}

export const encryptionKeys = `test:${Buffer.alloc(32, 1).toString('base64')}`;

/** One running process of the suite, and where its health is asked. */
export interface Service {
  name: string;
  url: string;
  process: BoundProcess;
  environment: Record<string, string>;
  /** Its log lines. */
  lines: string[];
}

/**
 * The whole suite as it is deployed: built services in processes of their own, on a PostgreSQL and
 * a Redis of its own that a test may stop and start again, with the demo shop and a receiver that
 * takes its replies.
 */
export class Suite implements AsyncDisposable {
  readonly services: Service[] = [];
  gatewayUrl = '';
  database!: DataSource;
  demo!: DemoAccess;
  postgres!: LocalServer;
  redis!: LocalServer;
  private topology!: Topology;
  private pooler: LocalServer | undefined;
  private messages = 0;

  private constructor(
    private readonly directory: string,
    readonly receiver: Receiver,
    private readonly environment: Record<string, string>,
  ) {}

  static async start(
    environment: Record<string, string> = {},
    { workers = 1, catalogs = 1, gateways = 1, pooler }: SuiteShape = {},
  ): Promise<Suite> {
    const directory = await mkdtemp(join(tmpdir(), 'tulia-suite-'));
    const suite = new Suite(directory, await Receiver.listen(), environment);
    try {
      suite.topology = await startTopology(directory);
      await Promise.all([suite.startPostgres(), suite.startRedis()]);
      await suite.startPooler(pooler ?? suite.topology.pooler);
      await suite.seed();
      await suite.startServices(workers, catalogs, gateways);
      return suite;
    } catch (error) {
      await suite[Symbol.asyncDispose]();
      throw error;
    }
  }

  async startPostgres(): Promise<void> {
    this.postgres = await startPostgres({
      dataDir: join(this.directory, 'postgres'),
      port: this.postgres?.port,
      durable: false,
    });
    this.database ??= createDataSource({
      databaseUrl: this.postgres.url,
      applicationName: 'test',
    });
  }

  private async startPooler(pooler: SuiteShape['pooler']): Promise<void> {
    if (pooler === undefined) return;
    const dataDir = join(this.directory, 'pgbouncer');
    this.pooler = await startPgbouncer({ ...pooler, dataDir, databaseUrl: this.postgres.url });
  }

  async startRedis(): Promise<void> {
    this.redis = await startRedis({
      dataDir: join(this.directory, 'redis'),
      port: this.redis?.port,
      durable: false,
    });
  }

  /** Whether PgBouncer stands before PostgreSQL. */
  get pooled(): boolean {
    return this.pooler !== undefined;
  }

  /** Whether any Redis of the suite holds the key. */
  async remembers(key: string): Promise<boolean> {
    const servers = [this.redis.url, ...this.topology.redisUrls];
    const found = await Promise.all(
      servers.map(async (url) => {
        const redis = new Redis(url);
        // A master of a cluster refuses keys that are another's.
        const count = await redis.exists(key).catch(() => 0);
        redis.disconnect();
        return count > 0;
      }),
    );
    return found.includes(true);
  }

  /** Resolves when the vectors of all texts are there. */
  async embedded(): Promise<void> {
    const due = 'SELECT count(*)::int AS due FROM document_embedding WHERE model IS NULL';
    await eventually(
      'vectors of all texts',
      async () => (await this.database.query<{ due: number }[]>(due))[0]?.due === 0,
      60_000,
    );
  }

  /** Posts a message to the demo's webhook channel. @returns the response and the message's id */
  async post(
    text: string,
    { from = 'customer-1', messageId = `m${++this.messages}` } = {},
  ): Promise<{ response: Response; messageId: string }> {
    const { id, secret } = this.demo.channels.webhook;
    const response = await fetch(
      `${this.gatewayUrl}/v1/webhooks/${id}`,
      signedRequest(secret, { messageId, from: { id: from, name: 'Asha' }, text }),
    );
    return { response, messageId };
  }

  /** What the operators' API answers. */
  async get<Body>(path: string, key = this.demo.operatorKey): Promise<Body> {
    const response = await fetch(`${this.gatewayUrl}${path}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }

  /** What an operator does by the API. @throws unless it is done */
  async operate<Body>(path: string, json: object = {}): Promise<Body> {
    const response = await fetch(`${this.gatewayUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.demo.operatorKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(json),
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }

  /** Starts processes that have ended again, under their old settings. */
  async restart(name: string): Promise<void> {
    for (const service of this.of(name).filter(({ process }) => !process.running)) {
      Object.assign(service, this.spawn(name, service.environment));
      await this.ready(service);
    }
  }

  of(name: string): Service[] {
    return this.services.filter((service) => service.name === name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.services.map(({ process }) => process.stop()));
    if (this.database.isInitialized) await this.database.destroy();
    await this.pooler?.stop();
    await Promise.all([this.postgres.stop(), this.redis.stop(), this.topology.stop()]);
    await this.receiver[Symbol.asyncDispose]();
    await rm(this.directory, { recursive: true });
  }

  private get base(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: this.postgres.url,
      ...(this.pooler === undefined ? {} : this.behind(this.pooler)),
      REDIS_URL: this.redis.url,
      ENCRYPTION_KEYS: encryptionKeys,
      OUTBOUND_ALLOW_HOSTS: '127.0.0.1',
      // What questions find changes while the demo's texts are being embedded; `embedded` waits for it.
      EMBEDDINGS_MODEL: 'none',
      ...this.topology.environment,
      ...this.environment,
    };
  }

  private behind({ url }: LocalServer): Record<string, string> {
    const direct = this.postgres.url;
    return { DATABASE_URL: url, DATABASE_DIRECT_URL: direct, DATABASE_PREPARE: 'false' };
  }

  private async seed(): Promise<void> {
    const keysFile = join(this.directory, 'demo.json');
    const seed = ['seed', '--delivery-url', this.receiver.url, '--keys-file', keysFile];
    for (const args of [['migrate', 'up'], seed]) {
      const { process, lines } = this.spawn('cli', {}, args);
      if ((await process.exited).code !== 0)
        throw new Error(`cli ${args[0]}:\n${lines.join('\n')}`);
    }
    this.demo = JSON.parse(await readFile(keysFile, 'utf8')) as DemoAccess;
    this.receiver.trust(this.demo.channels.webhook.secret);
    await this.database.initialize();
  }

  private async startServices(workers: number, catalogs: number, gateways: number): Promise<void> {
    const names = [
      ...Array<string>(gateways).fill('gateway'),
      ...Array<string>(workers).fill('agent-worker'),
      ...Array<string>(catalogs).fill('catalog-service'),
    ];
    const ports = await freePorts(names.length + catalogs);
    const grpcPorts = ports.splice(names.length);
    const grpc = { GRPC_URL: `ipv4:${grpcPorts.map((port) => `127.0.0.1:${port}`).join(',')}` };
    names.forEach((name, index) => {
      const port = ports[index] ?? 0;
      const listen: Record<string, string> =
        name === 'catalog-service' ? { GRPC_LISTEN: `127.0.0.1:${grpcPorts.shift()}` } : {};
      const environment = { PORT: String(port), ...grpc, ...listen };
      const url = `http://127.0.0.1:${port}`;
      this.services.push({ name, url, environment, ...this.spawn(name, environment) });
    });
    this.gatewayUrl = this.services[0]?.url ?? '';
    await Promise.all(this.services.map((service) => this.ready(service)));
  }

  private async ready({ name, url, process, lines }: Service): Promise<void> {
    await eventually(
      `${name} is ready`,
      async () => {
        if (!process.running) throw new Error(`${name} ended:\n${lines.join('\n')}`);
        return fetch(`${url}/health/ready`).then(
          ({ ok }) => ok,
          () => false,
        );
      },
      30_000,
    );
  }

  private spawn(
    app: string,
    environment: Record<string, string>,
    args: string[] = [],
  ): Pick<Service, 'process' | 'lines'> {
    const lines: string[] = [];
    const child = new BoundProcess(
      process.execPath,
      ['--enable-source-maps', `dist/apps/${app}/src/main.js`, ...args],
      { env: { ...this.base, ...environment }, onLine: (line) => lines.push(line) },
    );
    return { process: child, lines };
  }
}
