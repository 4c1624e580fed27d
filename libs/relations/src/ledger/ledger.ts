import { AsyncLocalStorage } from 'node:async_hooks';
import { statementShape } from './statement-shape.js';

/** What a unit of work cost. */
export interface LedgerEntry {
  sqlStatements: number;
  cacheHits: number;
  cacheMisses: number;
}

/** Statements that differ in their values only. */
export interface StatementGroup {
  /** The statement without its values; `statementShape` says how. */
  shape: string;
  count: number;
  /** From sending to the last row, of all of them together. */
  milliseconds: number;
}

/** As often as this, one shape in one unit of work is taken for a statement per row. */
const suspicious = 3;

/** Counts the SQL statements and cache look-ups of one unit of work, remote ones included. */
export class Ledger implements LedgerEntry {
  sqlStatements = 0;
  cacheHits = 0;
  cacheMisses = 0;
  private readonly recorded: string[] = [];
  private readonly timed = new Map<string, number>();

  /** @param whole a unit of work that this one is part of: it pays for it as well */
  constructor(private readonly whole?: Ledger) {}

  /** A statement of this process, as it is sent. */
  record(statement: string): void {
    this.sqlStatements += 1;
    this.recorded.push(statement);
    this.whole?.record(statement);
  }

  /** How long a recorded statement took. */
  time(statement: string, milliseconds: number): void {
    this.timed.set(statement, (this.timed.get(statement) ?? 0) + milliseconds);
    this.whole?.time(statement, milliseconds);
  }

  /** Adds what another part of the same work cost, such as a remote call. */
  add(cost: Partial<LedgerEntry>): void {
    this.sqlStatements += cost.sqlStatements ?? 0;
    this.cacheHits += cost.cacheHits ?? 0;
    this.cacheMisses += cost.cacheMisses ?? 0;
    this.whole?.add(cost);
  }

  /** The recorded statements, in the order they were sent. */
  get statements(): readonly string[] {
    return this.recorded;
  }

  /** The recorded statements by shape, in the order each was sent first. */
  groups(): StatementGroup[] {
    const groups = new Map<string, StatementGroup>();
    const groupOf = (statement: string): StatementGroup => {
      const shape = statementShape(statement);
      const group = groups.get(shape) ?? { shape, count: 0, milliseconds: 0 };
      groups.set(shape, group);
      return group;
    };
    for (const statement of this.recorded) groupOf(statement).count += 1;
    for (const [statement, spent] of this.timed) groupOf(statement).milliseconds += spent;
    return [...groups.values()];
  }

  /** Shapes sent again and again, as by a loop that loads row by row ("N+1"). */
  repeated(atLeast = suspicious): StatementGroup[] {
    return this.groups().filter(({ count }) => count >= atLeast);
  }

  toJSON(): LedgerEntry {
    const { sqlStatements, cacheHits, cacheMisses } = this;
    return { sqlStatements, cacheHits, cacheMisses };
  }
}

const ledgers = new AsyncLocalStorage<Ledger>();

/** The ledger of the unit of work this code runs in; undefined outside of one. */
export const currentLedger = (): Ledger | undefined => ledgers.getStore();

const runWith = <Result>(ledger: Ledger, work: (ledger: Ledger) => Result): Result =>
  ledgers.run(ledger, () => work(ledger));

/** Runs a unit of work with a ledger of its own. */
export const runInLedger = <Result>(work: (ledger: Ledger) => Result): Result =>
  runWith(new Ledger(), work);

/** Runs a part of a unit of work: the part has a ledger of its own, and the whole counts it too. */
export const runInPartLedger = <Result>(work: (ledger: Ledger) => Result): Result =>
  runWith(new Ledger(currentLedger()), work);
