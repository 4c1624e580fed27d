import { AsyncLocalStorage } from 'node:async_hooks';

/** What a unit of work cost. */
export interface LedgerEntry {
  sqlStatements: number;
  cacheHits: number;
  cacheMisses: number;
}

/** Counts the SQL statements and cache look-ups of one unit of work, remote ones included. */
export class Ledger implements LedgerEntry {
  sqlStatements = 0;
  cacheHits = 0;
  cacheMisses = 0;

  /** Adds what another part of the same work cost, such as a remote call. */
  add(cost: Partial<LedgerEntry>): void {
    this.sqlStatements += cost.sqlStatements ?? 0;
    this.cacheHits += cost.cacheHits ?? 0;
    this.cacheMisses += cost.cacheMisses ?? 0;
  }

  toJSON(): LedgerEntry {
    const { sqlStatements, cacheHits, cacheMisses } = this;
    return { sqlStatements, cacheHits, cacheMisses };
  }
}

const ledgers = new AsyncLocalStorage<Ledger>();

/** The ledger of the unit of work this code runs in; undefined outside of one. */
export const currentLedger = (): Ledger | undefined => ledgers.getStore();

/** Runs a unit of work with a ledger of its own. */
export const runInLedger = <Result>(work: (ledger: Ledger) => Result): Result => {
  const ledger = new Ledger();
  return ledgers.run(ledger, () => work(ledger));
};
