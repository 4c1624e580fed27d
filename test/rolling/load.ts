import { setTimeout as delay } from 'node:timers/promises';
import { type Suite } from '../support/suite.js';

/** A webhook that was sent, and what came of it. */
interface Posted {
  messageId: string;
  /** 0: the connection was refused or cut. */
  status: number;
  /** From sending to the acknowledgement. */
  milliseconds: number;
}

/** Customers who write all the time, to whichever gateway is in rotation. */
export class Load {
  readonly posted: Posted[] = [];
  private readonly posting = new Set<Promise<void>>();
  private readonly ended = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly suite: Suite,
    private readonly options: { perSecond: number; customers: number },
  ) {
    this.running = this.run();
  }

  /** Resolves when all that was sent is acknowledged. */
  async end(): Promise<void> {
    this.ended.abort();
    await this.running;
    await Promise.all(this.posting);
  }

  /** By the clock, not after the last answer: a gateway that is slow does not get less to do. */
  private async run(): Promise<void> {
    const { perSecond, customers } = this.options;
    const startedAt = performance.now();
    for (let rank = 0; !this.ended.signal.aborted; rank++) {
      await delay(Math.max(0, startedAt + (rank * 1_000) / perSecond - performance.now()));
      const posting = this.post(`customer-${rank % customers}`).finally(() =>
        this.posting.delete(posting),
      );
      this.posting.add(posting);
    }
  }

  private async post(from: string): Promise<void> {
    const sentAt = performance.now();
    const posted = await this.suite.post('Are you open on Saturdays?', { from }).catch(() => null);
    this.posted.push({
      messageId: posted?.messageId ?? '',
      status: posted?.response.status ?? 0,
      milliseconds: performance.now() - sentAt,
    });
  }
}
