/** What the clocks of two machines may drift apart over a TTL, as Redlock reckons it. */
export const driftMs = (ttlMs: number): number => Math.round(ttlMs * 0.01) + 2;
