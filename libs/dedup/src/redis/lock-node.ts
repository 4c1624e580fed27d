import { type Redis } from 'ioredis';
import { type RedlockClient } from 'redlock';
import { withDeadline } from '../deadline.js';

/** One node as Redlock calls it: answering in time, or failing. */
export class LockNode implements RedlockClient {
  private gathering = false;

  constructor(
    private readonly client: Redis,
    private readonly timeoutMs: number,
    /** Whether what is asked at the same time goes out in one piece; see `gather`. */
    private readonly gathers: boolean,
  ) {}

  evalsha(hash: string, keyCount: number, args: readonly (string | number)[]): Promise<unknown> {
    this.gather();
    return withDeadline(this.client.evalsha(hash, keyCount, ...args), this.timeoutMs);
  }

  eval(script: string, keyCount: number, args: readonly (string | number)[]): Promise<unknown> {
    this.gather();
    return withDeadline(this.client.eval(script, keyCount, ...args), this.timeoutMs);
  }

  /**
   * Writing to a socket costs more than all else about a lock, and a lock on three nodes writes to
   * three. To a single node it pays to write at once: while it works on the first callers' locks,
   * this process asks for the others'.
   */
  private gather(): void {
    if (!this.gathers || this.gathering || this.client.status !== 'ready') return;
    const { stream } = this.client;
    this.gathering = true;
    stream.cork();
    process.nextTick(() => {
      this.gathering = false;
      stream.uncork();
    });
  }
}
