import { type Redis } from 'ioredis';
import { type RedlockClient } from 'redlock';
import { withDeadline } from '../deadline.js';

/** One node as Redlock calls it: answering in time, or failing. */
export class LockNode implements RedlockClient {
  constructor(
    private readonly client: Redis,
    private readonly timeoutMs: number,
  ) {}

  evalsha(hash: string, keyCount: number, args: readonly (string | number)[]): Promise<unknown> {
    return withDeadline(this.client.evalsha(hash, keyCount, ...args), this.timeoutMs);
  }

  eval(script: string, keyCount: number, args: readonly (string | number)[]): Promise<unknown> {
    return withDeadline(this.client.eval(script, keyCount, ...args), this.timeoutMs);
  }
}
