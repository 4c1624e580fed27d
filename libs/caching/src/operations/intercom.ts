import { randomUUID } from 'node:crypto';
import { type RedisPlace } from '../redis/handles.js';
import { OperationsLink } from './operations-link.js';

/** What a process answers: a value that JSON can carry, or `undefined` to say nothing. */
export type Answers = Readonly<Record<string, (argument: unknown) => Promise<unknown>>>;

export interface Reply<Value> {
  readonly process: string;
  readonly value: Value;
}

export interface Round<Value> {
  readonly replies: readonly Reply<Value>[];
  /** Processes that are known to live and did not answer in time. */
  readonly silent: readonly string[];
}

export interface IntercomOptions {
  redis: RedisPlace;
  connectTimeoutMs: number;
  commandTimeoutMs: number;
  keyPrefix: string;
  /** Unique among processes; without it the process asks and is never asked. */
  name?: string;
  answers?: Answers;
  trouble(error: unknown): void;
  /** Redis can be used, for the first time or again. */
  ready?(): void;
}

interface Question {
  id: string;
  verb: string;
  argument: unknown;
  replyTo: string;
}

interface Message {
  id: string;
  process: string;
  /** Absent: the process has nothing to say. */
  value?: unknown;
}

const aliveEveryMs = 5000;
/** A process that has said nothing for so long is not expected to answer. */
const goneAfterMs = 15_000;

/** Keeps the names of living processes, by the server's clock, and replies them. */
const rollCall = `
  -- KEYS: processes by when they were last heard of. ARGV: a name or '', ms until it is forgotten
  local now = redis.call('TIME')
  local ms = now[1] * 1000 + math.floor(now[2] / 1000)
  if ARGV[1] ~= '' then redis.call('ZADD', KEYS[1], ms, ARGV[1]) end
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms - ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('ZRANGE', KEYS[1], 0, -1)`;

/** Asks all processes that share a key prefix, over Redis pub/sub, and gathers what they answer. */
export class Intercom {
  readonly link: OperationsLink;
  readonly #inbox: string;
  readonly #everyone: string;
  readonly #rounds = new Map<string, (message: Message) => void>();
  #heartbeat: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly options: IntercomOptions) {
    this.#everyone = `${options.keyPrefix}:~ask`;
    this.#inbox = `${this.#everyone}:${randomUUID()}`;
    const channels = options.name === undefined ? [this.#inbox] : [this.#inbox, this.#everyone];
    this.link = new OperationsLink(
      { ...options, channels },
      {
        hear: (channel, text) => this.#hear(channel, text),
        ready: () => void this.#announce().then(() => options.ready?.()),
        trouble: (error) => options.trouble(error),
      },
    );
    this.#beatLater();
  }

  /**
   * Returns once all have answered, at the latest after `patienceMs`.
   * @throws SharedTierUnavailableError when Redis does not take the question
   */
  async ask<Value>(verb: string, argument: unknown, patienceMs: number): Promise<Round<Value>> {
    const expected = new Set(await this.#present(''));
    const id = randomUUID();
    const replies: Reply<Value>[] = [];
    const question: Question = { id, verb, argument, replyTo: this.#inbox };
    const answered = new Promise<void>((resolve) => {
      this.#rounds.set(id, ({ process, value }) => {
        expected.delete(process);
        // What a process of this version answers to the verb is a Value.
        if (value !== undefined) replies.push({ process, value: value as Value });
        if (expected.size === 0) resolve();
      });
    });
    try {
      await this.link.run((client) => client.publish(this.#everyone, JSON.stringify(question)));
      if (expected.size > 0) await atMost(patienceMs, answered);
      return { replies, silent: [...expected].sort() };
    } finally {
      this.#rounds.delete(id);
    }
  }

  /** Others need not wait for this process any more. */
  async close(): Promise<void> {
    const { name, keyPrefix } = this.options;
    this.#closed = true;
    clearTimeout(this.#heartbeat);
    if (name !== undefined) {
      // Without Redis it is forgotten by itself.
      await this.link.run((client) => client.zRem(presenceKey(keyPrefix), name)).catch(() => 0);
    }
    this.link.close();
  }

  #hear(channel: string, text: string): void {
    const parsed = parse(text);
    if (parsed === undefined || this.#closed) return;
    if (channel === this.#inbox) this.#rounds.get(parsed.id)?.(parsed as Message);
    else void this.#answer(parsed as Question);
  }

  async #answer({ id, verb, argument, replyTo }: Question): Promise<void> {
    const { name: process = '', answers = {} } = this.options;
    try {
      const value = Object.hasOwn(answers, verb) ? await answers[verb]?.(argument) : undefined;
      const message: Message = { id, process, value };
      await this.link.run((client) => client.publish(replyTo, JSON.stringify(message)));
    } catch (error) {
      this.options.trouble(error);
    }
  }

  async #present(name: string): Promise<string[]> {
    const keys = [presenceKey(this.options.keyPrefix)];
    const given = { keys, arguments: [name, String(goneAfterMs)] };
    return (await this.link.run((client) => client.eval(rollCall, given))) as string[];
  }

  async #announce(): Promise<void> {
    const { name } = this.options;
    if (name === undefined || this.#closed) return;
    // Redis being away is told by the connection.
    await this.#present(name).catch(() => []);
  }

  #beatLater(): void {
    this.#heartbeat = setTimeout(() => {
      void Promise.all([this.link.check(), this.#announce()]).then(() => {
        if (!this.#closed) this.#beatLater();
      });
    }, aliveEveryMs).unref();
  }
}

const presenceKey = (keyPrefix: string): string => `${keyPrefix}:~processes`;

/** Anything else on the channel is not ours. */
function parse(text: string): { id: string } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isOurs = typeof parsed === 'object' && parsed !== null && 'id' in parsed;
    return isOurs && typeof parsed.id === 'string' ? (parsed as { id: string }) : undefined;
  } catch {
    return undefined;
  }
}

async function atMost(milliseconds: number, event: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([event, end]);
  clearTimeout(timer);
}
