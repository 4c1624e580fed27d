import { type Exit } from '#local-servers';
import { setTimeout as delay } from 'node:timers/promises';
import { Backoff } from './backoff.js';

/** A process that runs; both a service and a local server are one. */
export interface Running {
  readonly pid: number | undefined;
  readonly exited: Promise<Exit>;
  stop(): Promise<'ended' | 'killed'>;
}

export interface SupervisedOptions {
  start: () => Running | Promise<Running>;
  onCrash: (reason: string, restartInMs: number) => void;
  /** Another process has taken the place of one that crashed. */
  onReplaced?: () => void;
}

const describeExit = ({ code, signal }: Exit): string =>
  signal === null ? `exited with code ${code}` : `was killed by ${signal}`;

/** Keeps a process running until it is stopped: starts it again, with backoff, when it crashes. */
export class Supervised {
  /** How often it has crashed so far. */
  crashes = 0;
  private readonly stopping = new AbortController();
  private readonly backoff = new Backoff();
  private running: Running | undefined;
  private supervision: Promise<void> = Promise.resolve();

  constructor(private readonly options: SupervisedOptions) {}

  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** Rejects when the first start fails; later failures count as crashes. */
  async start(): Promise<void> {
    this.running = await this.options.start();
    this.supervision = this.supervise();
  }

  async stop(): Promise<'ended' | 'killed'> {
    this.stopping.abort();
    const outcome = (await this.running?.stop()) ?? 'ended';
    await this.supervision;
    return outcome;
  }

  kill(): void {
    this.stopping.abort();
    if (this.pid !== undefined) process.kill(this.pid, 'SIGKILL');
  }

  private async supervise(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const startedAt = Date.now();
      const reason = await this.runOnce();
      this.running = undefined;
      if (signal.aborted) return;
      this.crashes += 1;
      const restartInMs = this.backoff.afterCrash(Date.now() - startedAt);
      this.options.onCrash(reason, restartInMs);
      await delay(restartInMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves to why it no longer runs. */
  private async runOnce(): Promise<string> {
    if (this.running === undefined) {
      try {
        this.running = await this.options.start();
      } catch (error) {
        return (error as Error).message;
      }
      this.options.onReplaced?.();
      // It may have been started while stop() found nothing to stop.
      if (this.stopping.signal.aborted) await this.running.stop();
    }
    return describeExit(await this.running.exited);
  }
}
