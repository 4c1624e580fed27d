import {
  BadRequestException,
  ConflictException,
  ServiceUnavailableException,
  UnprocessableEntityException,
} from '@nestjs/common';

/** 400 */
export class InvalidIdempotencyKeyException extends BadRequestException {
  constructor(maxLength: number) {
    super(`Idempotency-Key must be given once, with 1 to ${maxLength} characters.`);
  }
}

/** 409 */
export class IdempotencyKeyInFlightException extends ConflictException {
  constructor() {
    super('The first request with this Idempotency-Key is still being answered. Try again later.');
  }
}

/** 422 */
export class IdempotencyKeyReusedException extends UnprocessableEntityException {
  constructor() {
    super('This Idempotency-Key was used for another request. Use a new key for a new request.');
  }
}

/** 503: doing it unprotected would break the promise that the key stands for. */
export class IdempotencyUnavailableException extends ServiceUnavailableException {
  constructor(cause: unknown) {
    super('Idempotency keys cannot be looked up now. Try again later.', { cause });
  }
}
