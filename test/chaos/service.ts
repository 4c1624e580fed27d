import { BoundProcess } from '#local-servers';
import { type KillPoints } from './links/kill-points.ts';
import { type Link } from './links/link.ts';

export type ServiceName = 'gateway' | 'agent-worker' | 'catalog-service';

export interface ServiceSettings {
  name: ServiceName;
  index: number;
  port: number;
  environment: Record<string, string>;
  /** Its own ways to PostgreSQL and Redis. */
  postgres: Link;
  redis: Link;
  killPoints: KillPoints;
}

const restartDelayMs = 250;

/** One process of the suite, started again whenever it dies, as Kubernetes would. */
export class Service {
  readonly settings: ServiceSettings;
  /** How often it was started anew. */
  restarts = 0;
  /** Turns it started over because a message came meanwhile, as their channel wants it. */
  superseded = 0;
  /** Its last lines, for the report of a run that fails. */
  readonly lines: string[] = [];
  private process: BoundProcess | undefined;
  private stopping = false;

  constructor(settings: ServiceSettings) {
    this.settings = settings;
    this.start();
  }

  get label(): string {
    return `${this.settings.name}-${this.settings.index}`;
  }

  get url(): string {
    return `http://127.0.0.1:${this.settings.port}`;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  kill(): void {
    this.process?.kill('SIGKILL');
  }

  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  async isReady(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(1000);
      return (await fetch(`${this.url}/health/ready`, { signal })).ok;
    } catch {
      return false;
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.kill();
    await this.process?.exited;
  }

  private start(): void {
    const { name, environment } = this.settings;
    this.process = new BoundProcess(
      process.execPath,
      ['--enable-source-maps', `dist/apps/${name}/src/main.js`],
      { env: environment, onLine: (line) => this.remember(line) },
    );
    void this.process.exited.then(({ code, signal }) => {
      this.remember(`-- ended: ${signal ?? code}`);
      if (!this.stopping) setTimeout(() => this.restart(), restartDelayMs);
    });
  }

  private restart(): void {
    if (this.stopping) return;
    this.restarts++;
    this.start();
  }

  private remember(line: string): void {
    if (line.includes('"turn superseded"')) this.superseded++;
    this.lines.push(line);
    if (this.lines.length > 400) this.lines.shift();
  }
}
