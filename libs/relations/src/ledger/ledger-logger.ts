import { type Logger } from 'typeorm';
import { currentLedger } from './ledger.js';

/** Of transactions, and of cursors: fetching goes on with a statement that was counted. */
const control =
  /^\s*(START TRANSACTION|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET TRANSACTION|FETCH|CLOSE)\b/i;

/** Told of every statement that succeeded, in the work it was part of; values are left out. */
export type StatementReporter = (statement: string, milliseconds: number) => void;

let reporter: StatementReporter | undefined;

/**
 * Says who is told of the statements of this process, such as a tracer; of control, nobody is.
 * @returns what goes back to how it was
 */
export const reportStatements = (next: StatementReporter): (() => void) => {
  const previous = reporter;
  reporter = next;
  return () => {
    reporter = previous;
  };
};

export interface LedgerLoggerOptions {
  /** Told of failed statements; parameters are left out: they hold customers' words. */
  onError?: (error: Error, statement: string) => void;
}

/**
 * TypeORM's logging hook: records every statement in the current ledger, control of
 * transactions and cursors aside.
 * `recordStatements` gives a data source what it needs for it.
 */
export class LedgerLogger implements Logger {
  constructor(private readonly options: LedgerLoggerOptions = {}) {}

  logQuery(statement: string): void {
    if (!control.test(statement)) currentLedger()?.record(statement);
  }

  /** Called for every statement that succeeds, when `maxQueryExecutionTime` is below any time. */
  logQuerySlow(milliseconds: number, statement: string): void {
    if (control.test(statement)) return;
    currentLedger()?.time(statement, milliseconds);
    reporter?.(statement, milliseconds);
  }

  logQueryError(error: string | Error, statement: string): void {
    this.options.onError?.(error instanceof Error ? error : new Error(error), statement);
  }

  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

/** Options of a data source whose statements are counted and timed (to the millisecond). */
export const recordStatements = (
  options?: LedgerLoggerOptions,
): { logger: LedgerLogger; maxQueryExecutionTime: number } => ({
  logger: new LedgerLogger(options),
  maxQueryExecutionTime: -1,
});
