import { type Environment } from '#config';

/**
 * Renews a lease while a turn works. `signal` aborts when the lease was lost, or could not be
 * renewed until it ran out.
 */
export class Heartbeat implements Disposable {
  private readonly lost = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private validUntil: number;

  constructor(
    private readonly renew: () => Promise<boolean>,
    private readonly times: Pick<Environment, 'LEASE_MS' | 'LEASE_HEARTBEAT_MS'>,
  ) {
    this.validUntil = performance.now() + times.LEASE_MS;
    this.timer = setInterval(() => void this.beat(), times.LEASE_HEARTBEAT_MS);
  }

  get signal(): AbortSignal {
    return this.lost.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }

  private async beat(): Promise<void> {
    // Counted from before the request: the lease may have been renewed that early.
    const asked = performance.now();
    try {
      if (await this.renew()) this.validUntil = asked + this.times.LEASE_MS;
      else this.lost.abort();
    } catch {
      // Unreachable is not lost: the lease holds until it runs out.
      if (performance.now() + this.times.LEASE_HEARTBEAT_MS > this.validUntil) this.lost.abort();
    }
  }
}
