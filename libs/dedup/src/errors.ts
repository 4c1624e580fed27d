/** Every error this library throws on its own account. Each message says what to change. */
export abstract class DedupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class InvalidDedupOptionsError extends DedupError {}

/** Somebody else holds the resource. */
export class LeaseContendedError extends DedupError {
  constructor(
    readonly resource: string,
    message = `"${resource}" is held by another. Wait for it ({ waitMs }), skip, or try again later.`,
  ) {
    super(message);
  }
}

/** Somebody else held the resource for as long as the caller was ready to wait. */
export class LeaseTimeoutError extends LeaseContendedError {
  constructor(resource: string, waitMs: number) {
    super(resource, `"${resource}" was held by others for all of the ${waitMs} ms of waiting.`);
  }
}

/** Where leases are kept gave no answer. Says nothing about the resource. */
export class LeaseUnavailableError extends DedupError {
  constructor(
    purpose: string,
    place: 'a majority of the lock nodes' | 'the fence store',
    cause: unknown,
  ) {
    super(`${purpose}: no answer from ${place}.`, { cause });
  }
}

/** The `reason` of a lease's signal. */
export class LeaseLostError extends DedupError {
  constructor(resource: string, why: string) {
    super(`The lease on "${resource}" is lost: ${why}.`);
  }
}

/** The times asked for cannot be granted. */
export class LeaseTtlError extends DedupError {}

/** The Redis of processing states and first answers gave no answer, or none is configured. */
export class StateUnavailableError extends DedupError {
  constructor(purpose: string, cause?: unknown) {
    super(`${purpose}: no answer from the Redis of processing states (stateRedisUrl).`, { cause });
  }
}

/** The same call was made before. */
export class DuplicateCallError extends DedupError {
  constructor(
    readonly key: string,
    readonly state: 'processing' | 'completed',
  ) {
    super(`"${key}" is a duplicate: the first call is ${state}.`);
  }
}
