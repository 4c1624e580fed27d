import { freePorts, type LocalServer, startPostgres, startRedis } from '#local-servers';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../support/eventually.ts';
import { query, through } from './database.ts';
import { KillPoints } from './links/kill-points.ts';
import { Link } from './links/link.ts';
import { type Model } from './model.ts';
import { type Provider } from './provider.ts';
import { Service, type ServiceName } from './service.ts';
import { encryptionKeys } from './encryption-keys.ts';

export const replicas: Record<ServiceName, number> = {
  gateway: 2,
  'agent-worker': 4,
  'catalog-service': 2,
};

export interface SuiteOptions {
  directory: string;
  postgres: LocalServer;
  /** Of this run. */
  databaseUrl: string;
  provider: Provider;
  model: Model;
  environment: Record<string, string>;
  /** How wrong the clock of the last worker is. */
  clockSkewMs: number;
  /** A run without Redis. */
  redis: boolean;
}

/** The suite under test: every service in a process of its own, every connection through a link. */
export class ChaosSuite {
  readonly services: Service[] = [];
  /** Between workers and provider, model, catalog. */
  readonly provider!: Link;
  readonly model!: Link;
  readonly catalogs: Link[] = [];
  postgres: LocalServer;
  redis: LocalServer | undefined;
  private readonly options: SuiteOptions;
  private readonly redisPort: number;

  private constructor(options: SuiteOptions, redisPort: number) {
    this.options = options;
    this.postgres = options.postgres;
    this.redisPort = redisPort;
  }

  static async start(options: SuiteOptions, deliveryPort: number): Promise<ChaosSuite> {
    const [redisPort = 0, modelPort = 0, ...ports] = await freePorts(2 + 3 * 8 + 2 * 2);
    const suite = new ChaosSuite(options, redisPort);
    if (options.redis) await suite.startRedis();
    Object.assign(suite, {
      provider: await Link.open(options.provider.port, deliveryPort),
      model: await Link.open(options.model.port, modelPort),
    });
    await suite.startServices(ports);
    await Promise.all(
      suite.services.map((service) =>
        eventually(`${service.label} is ready`, () => service.isReady(), 60_000),
      ),
    );
    return suite;
  }

  of(name: ServiceName): Service[] {
    return this.services.filter(({ settings }) => settings.name === name);
  }

  /** All ways between any two parts. */
  links(): { label: string; link: Link }[] {
    return [
      ...this.services.flatMap((service) => [
        { label: `${service.label} – PostgreSQL`, link: service.settings.postgres },
        { label: `${service.label} – Redis`, link: service.settings.redis },
      ]),
      { label: 'workers – provider', link: this.provider },
      { label: 'workers – model', link: this.model },
      ...this.catalogs.map((link, index) => ({ label: `gRPC of catalog-service-${index}`, link })),
    ];
  }

  /** Dies with all it holds, and comes back empty. */
  async restartRedis(downMs: number): Promise<void> {
    const { redis } = this;
    if (redis === undefined) return;
    process.kill(redis.pid, 'SIGKILL');
    await redis.exited;
    await new Promise((resolve) => setTimeout(resolve, downMs));
    await this.startRedis();
  }

  /** Crashes, or stops in order; what was committed is there again. */
  async restartPostgres(how: 'crash' | 'stop'): Promise<void> {
    const { postgres } = this;
    process.kill(postgres.pid, how === 'crash' ? 'SIGQUIT' : 'SIGINT');
    await postgres.exited;
    this.postgres = await startPostgres({
      dataDir: join(this.options.directory, 'postgres'),
      port: postgres.port,
    });
  }

  /** Which worker holds the delivery, by its own name for itself. */
  async senderOf(deliveryId: string): Promise<Service | undefined> {
    const rows = await query<{ claimed_by: string | null }>(
      this.options.databaseUrl,
      'SELECT claimed_by FROM outbox_delivery WHERE id = $1',
      [deliveryId],
    );
    const pid = Number(rows[0]?.claimed_by?.split(':')[1]);
    return this.of('agent-worker').find((service) => service.pid === pid);
  }

  async stop(): Promise<void> {
    for (const service of this.services) service.thaw();
    await Promise.all(this.services.map((service) => service.stop()));
    await Promise.all(this.links().map(({ link }) => link.close()));
    await this.redis?.stop();
  }

  private async startRedis(): Promise<void> {
    const dataDir = join(this.options.directory, 'redis');
    await rm(dataDir, { recursive: true, force: true });
    this.redis = await startRedis({ dataDir, port: this.redisPort, durable: false });
  }

  private async startServices(ports: number[]): Promise<void> {
    const port = (): number => ports.shift() ?? 0;
    const grpcPorts = [port(), port()];
    for (const target of grpcPorts) this.catalogs.push(await Link.open(target, port()));
    const grpcUrl = `ipv4:${this.catalogs.map((link) => `127.0.0.1:${link.port}`).join(',')}`;
    for (const name of Object.keys(replicas) as ServiceName[]) {
      for (let index = 0; index < replicas[name]; index++) {
        const killPoints = new KillPoints();
        const postgres = await Link.open(this.postgres.port, port(), () => killPoints.tap());
        const redis = await Link.open(this.redisPort, port());
        const own = port();
        const environment = {
          ...this.environmentOf(name, index),
          PORT: String(own),
          DATABASE_URL: through(this.options.databaseUrl, postgres.port),
          REDIS_URL: `redis://127.0.0.1:${redis.port}`,
          GRPC_URL: grpcUrl,
          GRPC_LISTEN: `127.0.0.1:${grpcPorts[index] ?? 0}`,
        };
        this.services.push(
          new Service({ name, index, port: own, environment, postgres, redis, killPoints }),
        );
      }
    }
  }

  private environmentOf(name: ServiceName, index: number): Record<string, string> {
    const skewed = name === 'agent-worker' && index === replicas[name] - 1;
    return {
      PATH: process.env['PATH'] ?? '',
      ENCRYPTION_KEYS: encryptionKeys,
      OUTBOUND_ALLOW_HOSTS: '127.0.0.1',
      LOG_LEVEL: 'warn',
      LLM_PROVIDER: 'openai-compatible',
      LLM_BASE_URL: `http://127.0.0.1:${this.model.port}/${index}/v1`,
      LLM_MODEL: 'fake',
      ...this.options.environment,
      ...(skewed ? this.skew() : {}),
    };
  }

  private skew(): Record<string, string> {
    return {
      NODE_OPTIONS: `--import=${fileURLToPath(new URL('clock-skew.mjs', import.meta.url))}`,
      CHAOS_CLOCK_SKEW_MS: String(this.options.clockSkewMs),
    };
  }
}
