import { type Redis } from 'ioredis';
import { withDeadline } from '../deadline.js';
import { StateUnavailableError } from '../errors.js';
import { closeClient, connectFailFast, settled } from './fail-fast-client.js';

/** The one Redis that remembers, where leases need a majority of several. */
export class StateRedis {
  private readonly client: Redis | undefined;

  constructor(
    url: string | undefined,
    private readonly timeoutMs: number,
  ) {
    this.client = url === undefined ? undefined : connectFailFast(url, timeoutMs);
  }

  /** Resolves when it is connected, was refused or has had its time; never rejects. */
  async connected(): Promise<void> {
    if (this.client !== undefined) await settled(this.client, 2 * this.timeoutMs);
  }

  /** @throws StateUnavailableError */
  async ask<T>(purpose: string, question: (client: Redis) => Promise<T>): Promise<T> {
    if (this.client === undefined) throw new StateUnavailableError(purpose);
    try {
      return await withDeadline(question(this.client), this.timeoutMs);
    } catch (error) {
      throw new StateUnavailableError(purpose, error);
    }
  }

  async close(): Promise<void> {
    if (this.client !== undefined) await closeClient(this.client);
  }
}
