import { type DedupObserver, notify } from '../events.js';
import { type StateRedis } from '../redis/state-redis.js';

export type ProcessingState = 'processing' | 'completed' | 'failed';

/** What is known of one piece of work. */
export interface Processing {
  readonly state: ProcessingState;
  /** Who said so, and when by their clock. */
  readonly workerId: string;
  readonly since: Date;
  /** What the worker had to add, such as why it failed. */
  readonly detail?: string;
}

export interface ProcessingStatesOptions {
  keyPrefix: string;
  workerId: string;
  stateTtlMs: number;
  onEvent?: DedupObserver;
}

interface Change {
  readonly ttlMs?: number;
  readonly detail?: string;
}

/** `ARGV` value, TTL in ms, states that stand. Answers the value that stands, or nil. */
const setUnlessScript = `
  local current = redis.call('get', KEYS[1])
  if current and string.find(ARGV[3], cjson.decode(current).state, 1, true) then return current end
  redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return nil`;

/**
 * What became of a piece of work, remembered for a while: a cheap first look before the truth is
 * asked. It may have forgotten, and a worker that died leaves `processing` behind until the TTL.
 */
export class ProcessingStates {
  constructor(
    private readonly redis: StateRedis,
    private readonly options: ProcessingStatesOptions,
  ) {}

  /**
   * Claims the work, unless it is being done or is done. Failed work may be begun again.
   *
   * @returns what stands in the way; undefined: the work is the caller's
   * @throws StateUnavailableError
   */
  begin(id: string, change: Change = {}): Promise<Processing | undefined> {
    return this.set(id, 'processing', change, ['processing', 'completed']);
  }

  /** Never rejects: the work is done whether or not that is written down. @returns whether it is */
  complete(id: string, change: Change = {}): Promise<boolean> {
    return this.write(id, 'completed', change, []);
  }

  /** Never rejects. What was completed stays so. @returns whether it is written down */
  fail(id: string, change: Change = {}): Promise<boolean> {
    return this.write(id, 'failed', change, ['completed']);
  }

  /** Undefined: nothing is known, or Redis cannot be asked. */
  async get(id: string): Promise<Processing | undefined> {
    try {
      return await this.read(id);
    } catch (error) {
      this.trouble(id, error);
      return undefined;
    }
  }

  /** Undefined: nothing is known. @throws StateUnavailableError */
  async read(id: string): Promise<Processing | undefined> {
    const value = await this.redis.ask(`Reading "${id}"`, (client) => client.get(this.key(id)));
    return value === null ? undefined : parse(value);
  }

  /** Whether the work is being done or is done, as far as is known. */
  async isDuplicate(id: string): Promise<boolean> {
    const known = await this.get(id);
    return known !== undefined && known.state !== 'failed';
  }

  private async write(
    id: string,
    state: ProcessingState,
    change: Change,
    standing: readonly ProcessingState[],
  ): Promise<boolean> {
    try {
      return (await this.set(id, state, change, standing)) === undefined;
    } catch (error) {
      this.trouble(id, error);
      return false;
    }
  }

  private async set(
    id: string,
    state: ProcessingState,
    { ttlMs = this.options.stateTtlMs, detail }: Change,
    standing: readonly ProcessingState[],
  ): Promise<Processing | undefined> {
    const { workerId } = this.options;
    const value = JSON.stringify({ state, workerId, since: new Date(), detail });
    const stood = await this.redis.ask(`Writing "${id}" (${state})`, (client) =>
      client.eval(setUnlessScript, 1, this.key(id), value, ttlMs, standing.join()),
    );
    return typeof stood === 'string' ? parse(stood) : undefined;
  }

  private key(id: string): string {
    return `${this.options.keyPrefix}:state:${id}`;
  }

  private trouble(id: string, error: unknown): void {
    notify(this.options.onEvent, { type: 'state-trouble', id, error });
  }
}

function parse(value: string): Processing {
  const stored = JSON.parse(value) as Omit<Processing, 'since'> & { since: string };
  return { ...stored, since: new Date(stored.since) };
}
