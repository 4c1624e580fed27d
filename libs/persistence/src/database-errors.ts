import { QueryFailedError } from 'typeorm';

/** SQLSTATEs that say the server is away, stopping, too slow or too busy, not that we are wrong. */
const unavailableStates = /^(08|53|57P0|57014|25006|55P03)/;

const socketErrors = /^(ECONN|EHOST|ENET|EAI_|ENOTFOUND|ETIMEDOUT|EPIPE|ENOENT)/;

/** How pg and TypeORM say it without a code. */
const unavailableMessages =
  /^(timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Cannot use a pool after|Connection with \S+ database is not established|Cannot execute operation on .* not yet established)/i;

/** U+0000, which PostgreSQL cannot hold in text. */
const unstorableText = /^(22021|22P05)$/;

const causeOf = (error: unknown): unknown =>
  error instanceof QueryFailedError ? error.driverError : error;

// By their fields, not instanceof: an error of Node's own may come from another realm.
const field = (error: unknown, name: string): unknown =>
  (error as Record<string, unknown> | null | undefined)?.[name];

const text = (error: unknown, name: 'code' | 'constraint' | 'message'): string => {
  const value = field(error, name);
  return typeof value === 'string' ? value : '';
};

/** Is PostgreSQL away, as opposed to a statement being wrong? Then trying again makes sense. */
export const isDatabaseUnavailable = (error: unknown): boolean => {
  const cause = causeOf(error);
  const several = field(cause, 'errors');
  if (Array.isArray(several)) return several.some(isDatabaseUnavailable);
  const code = text(cause, 'code');
  return code === ''
    ? unavailableMessages.test(text(cause, 'message'))
    : socketErrors.test(code) || unavailableStates.test(code);
};

/** Did another transaction get in the way? The same again may succeed. */
export const isSerializationFailure = (error: unknown): boolean =>
  text(causeOf(error), 'code') === '40001';

/**
 * Is it the replica that failed and would the primary answer? It is away or lets nobody in (28, 3D000,
 * 55000), replays something that is in the way of the statement (40001), or has not seen a migration
 * yet (42P01, 42703, 42883).
 */
export const isReplicaFault = (error: unknown): boolean =>
  isDatabaseUnavailable(error) ||
  /^(28|3D000|40001|42P01|42703|42883|55000)/.test(text(causeOf(error), 'code'));

/** The constraint a write broke, such as `product_external_id_unique`; undefined: none. */
export const violatedConstraint = (error: unknown): string | undefined => {
  const cause = causeOf(error);
  return text(cause, 'code').startsWith('23') ? text(cause, 'constraint') : undefined;
};

/** Did a write hold a character that PostgreSQL cannot store? */
export const isUnstorableText = (error: unknown): boolean =>
  unstorableText.test(text(causeOf(error), 'code'));
