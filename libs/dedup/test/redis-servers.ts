import { type LocalServer, startRedis } from '#local-servers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Real, independent Redis servers that a test may stop, pause and start again empty. */
export class RedisServers implements AsyncDisposable {
  private constructor(
    private readonly directory: string,
    private readonly servers: LocalServer[],
  ) {}

  static async start(count: number): Promise<RedisServers> {
    const directory = await mkdtemp(join(tmpdir(), 'dedup-redis-'));
    const servers: LocalServer[] = [];
    for (let index = 0; index < count; index++) {
      const dataDir = join(directory, String(index));
      servers.push(await startRedis({ dataDir, durable: false }));
    }
    return new RedisServers(directory, servers);
  }

  get urls(): string[] {
    return this.servers.map(({ url }) => url);
  }

  async stop(index: number): Promise<void> {
    await this.at(index).stop();
  }

  /** With nothing in it. */
  async restart(index: number): Promise<void> {
    await this.stop(index);
    const dataDir = join(this.directory, String(index));
    const { port } = this.at(index);
    this.servers[index] = await startRedis({ dataDir, durable: false, port });
  }

  /** It keeps its connections and answers nothing. */
  pause(index: number): void {
    process.kill(this.at(index).pid, 'SIGSTOP');
  }

  resume(index: number): void {
    process.kill(this.at(index).pid, 'SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
    await rm(this.directory, { recursive: true, force: true });
  }

  private at(index: number): LocalServer {
    const server = this.servers[index];
    if (server === undefined) throw new Error(`There is no server ${index}.`);
    return server;
  }
}
