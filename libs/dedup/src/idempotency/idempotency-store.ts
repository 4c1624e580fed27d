import { Inject } from '@nestjs/common';

/**
 * Where first answers are kept: small strings that are set once and changed only by who set them.
 * Each method rejects when the store cannot be reached.
 */
export interface IdempotencyStore {
  /** Sets the record unless there is one. @returns the one that stands; undefined: it was set */
  reserve(key: string, record: string, ttlMs: number): Promise<string | undefined>;
  /** Only while the record is `expected`. */
  replace(key: string, expected: string, record: string, ttlMs: number): Promise<void>;
  /** Only while the record is `expected`. */
  remove(key: string, expected: string): Promise<void>;
}

const idempotencyStoreToken = Symbol('IdempotencyStore');

export const getIdempotencyStoreToken = (): symbol => idempotencyStoreToken;

/** Injects the `IdempotencyStore`. */
export const InjectIdempotencyStore = (): ParameterDecorator & PropertyDecorator =>
  Inject(idempotencyStoreToken);
