import {
  type Ledger,
  type LedgerEntry,
  runInPartLedger,
  type StatementGroup,
} from '../ledger/ledger.js';

/** What a call of a handler with a budget cost. */
export interface BudgetReport {
  /** `Class.method` */
  handler: string;
  /** Statements it may take. */
  budget: number;
  /** Remote parts included. */
  cost: LedgerEntry;
  /** Statements of one shape that were sent three times or more. */
  repeated: readonly StatementGroup[];
}

/** More statements than the handler's budget; the work itself is done. */
export class QueryBudgetError extends Error {
  constructor(readonly report: BudgetReport) {
    const { handler, budget, cost, repeated } = report;
    const often = repeated.map(({ count, shape }) => `\n  ${count} times: ${shape}`).join('');
    super(`${handler} took ${cost.sqlStatements} statements, of at most ${budget}${often}`);
    this.name = 'QueryBudgetError';
  }
}

/** Told of every call of a handler with a budget, over it or not. */
export type BudgetReporter = (report: BudgetReport) => void;

const failWhenOver: BudgetReporter = (report) => {
  if (report.cost.sqlStatements > report.budget) throw new QueryBudgetError(report);
};

let reporter = failWhenOver;

/**
 * Says what becomes of measured calls, in this process: in production a metric and a warning. Until
 * it is called, as in tests, a call over its budget throws `QueryBudgetError` once it is done.
 * @returns what goes back to how it was
 */
export const reportQueryBudgets = (next: BudgetReporter): (() => void) => {
  const previous = reporter;
  reporter = next;
  return () => {
    reporter = previous;
  };
};

type Handler = (...args: never[]) => unknown;

/**
 * How many statements a call of a handler may take, whatever brings it: HTTP, RPC, a job. The calls
 * are part of the ledger they run in. Handlers return a promise or a value; what an observable does
 * after it is returned is not counted. The order among decorators does not matter.
 *
 * @param budget statements, transaction control aside
 */
export const QueryBudget =
  (budget: number) =>
  <Method extends Handler>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const method = descriptor.value as Handler;
    const handler = `${target.constructor.name}.${String(name)}`;
    const measured = function (this: unknown, ...args: never[]): unknown {
      return runInPartLedger((ledger) =>
        afterwards(method.apply(this, args), () => reporter(reportOf(handler, budget, ledger))),
      );
    };
    copyMetadata(method, measured);
    descriptor.value = measured as Method;
  };

const reportOf = (handler: string, budget: number, ledger: Ledger): BudgetReport => ({
  handler,
  budget,
  cost: ledger.toJSON(),
  // Looked for where it matters only: shapes cost time.
  repeated: ledger.sqlStatements > budget ? ledger.repeated() : [],
});

const afterwards = (result: unknown, report: () => void): unknown => {
  if (result instanceof Promise) {
    return result.then((value: unknown) => {
      report();
      return value;
    });
  }
  report();
  return result;
};

/** What decorators below this one have left on the method: its route, its guards. */
const copyMetadata = (from: Handler, to: Handler): void => {
  Object.defineProperty(to, 'name', { value: from.name });
  for (const key of Reflect.getOwnMetadataKeys(from) as (string | symbol)[]) {
    Reflect.defineMetadata(key, Reflect.getOwnMetadata(key, from), to);
  }
};
