import { randomUUID } from 'node:crypto';

/** What the first request was answered. */
export interface FirstAnswer {
  readonly status: number;
  /** As JSON carries it; absent where the handler returned undefined. */
  readonly body?: unknown;
}

/** What is kept under an idempotency key: who asked what, and the answer once there is one. */
export interface IdempotencyRecord {
  /** Tells two requests apart that ask the same at the same time. */
  readonly id: string;
  /** Of the request. */
  readonly fingerprint: string;
  readonly answer?: FirstAnswer;
}

export const newRecord = (fingerprint: string): IdempotencyRecord => ({
  id: randomUUID(),
  fingerprint,
});

export const encode = (record: IdempotencyRecord): string => JSON.stringify(record);

export const decode = (record: string): IdempotencyRecord =>
  JSON.parse(record) as IdempotencyRecord;
