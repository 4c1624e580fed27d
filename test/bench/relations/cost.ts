import { dataSourceOptions } from '#persistence';
import { recordStatements, runInLedger } from '#relations';
import { GCProfiler, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type AfterQueryEvent, DataSource, type EntitySubscriberInterface } from 'typeorm';

/** A database whose statements are counted. */
export const countedDatabase = (databaseUrl: string): Promise<DataSource> => {
  const options = dataSourceOptions({
    databaseUrl,
    applicationName: 'bench',
    statementTimeoutMs: 60_000,
  });
  return new DataSource({ ...options, ...recordStatements() }).initialize();
};

class RowCounter implements EntitySubscriberInterface {
  rows = 0;

  afterQuery({ rawResults }: AfterQueryEvent): void {
    this.rows += (rawResults as { rows?: unknown[] } | undefined)?.rows?.length ?? 0;
  }
}

/** How many rows PostgreSQL sends for some work. Not while time is taken: it slows TypeORM down. */
export const rowsOf = async (
  { subscribers }: DataSource,
  work: () => Promise<unknown>,
): Promise<number> => {
  const counter = new RowCounter();
  subscribers.push(counter);
  try {
    await work();
    return counter.rows;
  } finally {
    subscribers.splice(subscribers.indexOf(counter), 1);
  }
};

export interface Cost {
  milliseconds: number;
  statements: number;
  /** The most the heap grew by, garbage included. */
  peakHeapMb: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const used = (): number => process.memoryUsage().heapUsed;

/** What work takes, from a heap that was just cleaned. */
export const costOf = async (work: () => Promise<unknown>): Promise<Cost> => {
  collectGarbage();
  const before = used();
  const profiler = new GCProfiler();
  return runInLedger(async (ledger) => {
    profiler.start();
    const startedAt = performance.now();
    await work();
    const milliseconds = performance.now() - startedAt;
    const atEnd = used();
    const { statistics } = profiler.stop();
    const peaks = statistics.map(({ beforeGC }) => beforeGC.heapStatistics.usedHeapSize);
    const peakHeapMb = (Math.max(atEnd, ...peaks) - before) / 2 ** 20;
    return { milliseconds, statements: ledger.sqlStatements, peakHeapMb };
  });
};
