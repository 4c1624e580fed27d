import { Logger } from '@nestjs/common';

export interface ReadingOptions {
  /** What is read, for the log. */
  of: string;
  /** How long a scrape may wait for it, in milliseconds. */
  deadlineMs: number;
  /** How long a value may be shown again, in milliseconds (1000). */
  maxAgeMs?: number;
}

/**
 * A value of another system, as figures show it: read at most once per `maxAgeMs` and never twice
 * at a time, however many gauges and scrapes ask. A system that hangs is asked once.
 */
export class Reading<Value> {
  private readonly logger = new Logger(Reading.name);
  private latest: Promise<Value | undefined> | undefined;

  constructor(
    private readonly read: () => Promise<Value>,
    private readonly options: ReadingOptions,
  ) {}

  /** Undefined: it could not be read, or not in time. Never rejects. */
  async value(): Promise<Value | undefined> {
    this.latest ??= this.start();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.options.deadlineMs);
    });
    try {
      return await Promise.race([this.latest, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async start(): Promise<Value | undefined> {
    try {
      return await this.read();
    } catch (error) {
      this.logger.warn({ err: error as Error }, `${this.options.of} could not be read`);
      return undefined;
    } finally {
      setTimeout(() => (this.latest = undefined), this.options.maxAgeMs ?? 1000).unref();
    }
  }
}
