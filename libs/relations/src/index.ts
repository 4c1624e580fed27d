export { EntityBatch, type EntityKey } from './batching/entity-batch.js';
export {
  type BudgetReport,
  type BudgetReporter,
  QueryBudget,
  QueryBudgetError,
  reportQueryBudgets,
} from './budget/query-budget.js';
export {
  LedgerLogger,
  type LedgerLoggerOptions,
  recordStatements,
  reportStatements,
  type StatementReporter,
} from './ledger/ledger-logger.js';
export {
  currentLedger,
  Ledger,
  type LedgerEntry,
  runInLedger,
  runInPartLedger,
  type StatementGroup,
} from './ledger/ledger.js';
export { statementShape } from './ledger/statement-shape.js';
export { type Direction, type LoadOptions, type UncheckedOptions } from './loading/load.options.js';
export { RelationError, type RelationErrorReason } from './loading/relation-error.js';
export { RelationLoader, type RelationLoaderOptions } from './loading/relation-loader.js';
export { type RelationPath } from './loading/paths.js';
export { InvalidCursorError, type Keyset } from './paging/cursor.js';
export { keysetPage, type KeysetPage, type KeysetRequest } from './paging/keyset-page.js';
export { streamEntities, type StreamOptions } from './streaming/stream-entities.js';
