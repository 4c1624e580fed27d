import { type Redis } from 'ioredis';
import { withDeadline } from '../deadline.js';
import { LeaseUnavailableError } from '../errors.js';
import { closeClient, connectFailFast, settled } from './fail-fast-client.js';

/** The connections to independent Redis servers that vote. */
export class RedisNodes {
  readonly clients: readonly Redis[];

  constructor(
    urls: readonly string[],
    private readonly nodeTimeoutMs: number,
  ) {
    this.clients = urls.map((url) => connectFailFast(url, nodeTimeoutMs));
  }

  get quorum(): number {
    return Math.floor(this.clients.length / 2) + 1;
  }

  /** Resolves when every node is connected, has refused or has had its time; never rejects. */
  async connected(): Promise<void> {
    await Promise.all(this.clients.map((client) => settled(client, 2 * this.nodeTimeoutMs)));
  }

  /**
   * Asks every node and returns the answers that came (`undefined` is none).
   * @throws LeaseUnavailableError when they are fewer than a majority
   */
  async ask<T>(purpose: string, question: (client: Redis) => Promise<T>): Promise<T[]> {
    const failures: unknown[] = [];
    const answers = await Promise.all(
      this.clients.map((client) =>
        withDeadline(question(client), this.nodeTimeoutMs).catch(
          (error: unknown) => void failures.push(error),
        ),
      ),
    );
    if (this.clients.length - failures.length < this.quorum) {
      const cause = new AggregateError(failures);
      throw new LeaseUnavailableError(purpose, 'a majority of the lock nodes', cause);
    }
    return answers.filter((answer) => answer !== undefined);
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map(closeClient));
  }
}
