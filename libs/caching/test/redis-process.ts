import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createClient } from 'redis';
import { until } from './caches.js';

/** A Redis server of a test's own, to be killed, frozen and started again. */
export class RedisProcess implements AsyncDisposable {
  #process: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<RedisProcess> {
    const redis = await RedisProcess.absent();
    await redis.start();
    return redis;
  }

  /** A port on which nothing listens yet. */
  static async absent(): Promise<RedisProcess> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    return new RedisProcess(port);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', ''];
    this.#process = spawn('redis-server', options, { stdio: 'ignore' });
    await until(() => this.#answers());
  }

  async kill(): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.exitCode !== null) return;
    const exit = once(process, 'exit');
    process.kill('SIGKILL');
    await exit;
    this.#process = undefined;
  }

  /** Stops answering without closing a connection. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #answers(): Promise<boolean> {
    const client = createClient({ url: this.url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.disconnect();
      return true;
    } catch {
      return false;
    }
  }
}
