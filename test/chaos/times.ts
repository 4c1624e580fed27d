/** The times of a deployed suite; a chaos run divides all of them by its factor. */
const deployed = {
  LEASE_MS: 30_000,
  LEASE_HEARTBEAT_MS: 10_000,
  SEND_CLAIM_MS: 30_000,
  SEND_TIMEOUT_MS: 10_000,
  SEND_RETRY_MS: 5_000,
  LOOKUP_GRACE_MS: 120_000,
  SWEEP_MS: 1_000,
  BULL_LOCK_MS: 60_000,
  TURN_WINDOW_MS: 1_000,
  TURN_WINDOW_MAX_MS: 8_000,
  REDIS_CONNECT_TIMEOUT_MS: 5_000,
  REDIS_COMMAND_TIMEOUT_MS: 5_000,
  // Longer than a lease, so that a model may think for longer than one.
  LLM_TIMEOUT_MS: 60_000,
};

export type Times = typeof deployed;

export const timesDividedBy = (factor: number): Times =>
  Object.fromEntries(
    Object.entries(deployed).map(([name, ms]) => [name, Math.round(ms / factor)]),
  ) as Times;
