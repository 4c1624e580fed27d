// redlock 5.0.0-beta.2 has types that its `exports` does not name, so that `nodenext` cannot find
// them. Only what this library uses is declared.
declare module 'redlock' {
  import { type EventEmitter } from 'node:events';

  /** The part of a client that it calls. */
  export interface RedlockClient {
    evalsha(hash: string, keyCount: number, args: readonly (string | number)[]): Promise<unknown>;
    eval(script: string, keyCount: number, args: readonly (string | number)[]): Promise<unknown>;
  }

  export interface Settings {
    driftFactor: number;
    retryCount: number;
  }

  export interface ExecutionStats {
    readonly membershipSize: number;
    readonly quorumSize: number;
    readonly votesFor: ReadonlySet<RedlockClient>;
    readonly votesAgainst: ReadonlyMap<RedlockClient, Error>;
  }

  export class ResourceLockedError extends Error {}

  export class ExecutionError extends Error {
    /** Each settles when every node has voted; never rejects. */
    readonly attempts: readonly Promise<ExecutionStats>[];
  }

  export class Lock {
    readonly value: string;
    /** By the wall clock, in milliseconds. */
    expiration: number;
  }

  export default class Redlock extends EventEmitter {
    constructor(
      clients: Iterable<RedlockClient>,
      settings?: Partial<Settings>,
      scripts?: Record<'acquireScript' | 'extendScript' | 'releaseScript', () => string>,
    );
    /** Makes the value of a lock; private in the package's own types. */
    protected _random(): string;
    acquire(resources: string[], durationMs: number): Promise<Lock>;
    extend(lock: Lock, durationMs: number): Promise<Lock>;
    release(lock: Lock): Promise<unknown>;
  }
}
