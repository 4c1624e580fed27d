const firstMs = 500;
const longestMs = 10_000;
const healthyMs = 60_000;

/** How long to wait before a crashed service is started again: longer each time it crashes soon. */
export class Backoff {
  private nextMs = firstMs;

  /** @param ranForMs how long it ran before it crashed */
  afterCrash(ranForMs: number): number {
    if (ranForMs >= healthyMs) this.nextMs = firstMs;
    const delayMs = this.nextMs;
    this.nextMs = Math.min(delayMs * 2, longestMs);
    return delayMs;
  }
}
