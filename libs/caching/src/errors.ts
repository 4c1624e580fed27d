/** Every error this library throws on its own account. Each message says what to change. */
export abstract class CachingError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A key without an owner would be shared by all owners. */
export class MissingScopeError extends CachingError {
  constructor(family: string) {
    super(
      `Family "${family}" was used without a scope. Pass the owner of the key as a non-empty string.`,
    );
  }
}

export class InvalidFamilyError extends CachingError {}

export class InvalidOptionsError extends CachingError {}

/** Two definitions of one name would read each other's values. Thrown while the modules start. */
export class DuplicateFamilyError extends CachingError {
  constructor(family: string) {
    super(
      `Family "${family}" is defined twice. Export one defineFamily(...) and import it everywhere.`,
    );
  }
}

/** The value has no JSON form: a bigint, a function, a symbol or a cycle. */
export class UnserialisableValueError extends CachingError {
  constructor(family: string, cause?: unknown) {
    super(
      `A value of family "${family}" cannot be written as JSON. Load plain data or give the family a codec.`,
      { cause },
    );
  }
}

/** The value was returned to its caller but not stored. */
export class ValueTooLargeError extends CachingError {
  constructor(family: string, bytes: number, maxValueBytes: number) {
    super(
      `A value of family "${family}" takes ${bytes} bytes; maxValueBytes is ${maxValueBytes}. ` +
        'Cache smaller pieces or raise maxValueBytes.',
    );
  }
}

/** The loader took longer than the family's `loadTimeoutMs`. */
export class LoadTimeoutError extends CachingError {
  constructor(family: string, loadTimeoutMs: number) {
    super(`Loading a value of family "${family}" took longer than ${loadTimeoutMs} ms.`);
  }
}

/** Redis gave no answer in time or is known to be away. Never reaches a caller. */
export class SharedTierUnavailableError extends CachingError {}

/** An operator named a family that no process declares. */
export class UnknownFamilyError extends CachingError {
  constructor(family: string, known: readonly string[]) {
    super(
      known.length === 0
        ? `No process declares a family "${family}", or any other.`
        : `No process declares a family "${family}". There are: ${known.join(', ')}.`,
    );
  }
}

/** Whether there is such a family, other processes would know. Try again, or use a tag. */
export class OperationsUnavailableError extends CachingError {
  constructor(family: string, note: string) {
    super(`Nothing is known of a family "${family}" here. ${note}.`);
  }
}
