export { LedgerLogger, type LedgerLoggerOptions } from './ledger-logger.js';
export { currentLedger, Ledger, type LedgerEntry, runInLedger } from './query-ledger.js';
