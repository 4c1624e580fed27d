import { type Logger } from 'typeorm';
import { currentLedger } from './query-ledger.js';

const transactionControl = /^\s*(START TRANSACTION|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/i;

export interface LedgerLoggerOptions {
  /** Told of failed statements; parameters are left out: they hold customers' words. */
  onError?: (error: Error, statement: string) => void;
}

/** TypeORM's logging hook: counts every statement in the current ledger, transaction control aside. */
export class LedgerLogger implements Logger {
  constructor(private readonly options: LedgerLoggerOptions = {}) {}

  logQuery(statement: string): void {
    if (!transactionControl.test(statement)) currentLedger()?.add({ sqlStatements: 1 });
  }

  logQueryError(error: string | Error, statement: string): void {
    this.options.onError?.(error instanceof Error ? error : new Error(error), statement);
  }

  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
