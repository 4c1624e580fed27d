import { describe, expect, it } from '@jest/globals';
import { LedgerLogger } from './ledger-logger.js';
import { currentLedger, runInLedger } from './query-ledger.js';

describe('a ledger', () => {
  const logger = new LedgerLogger();

  it('counts the statements of its unit of work, across awaits', async () => {
    await runInLedger(async (ledger) => {
      logger.logQuery('SELECT 1');
      await Promise.all([1, 2].map(async () => Promise.resolve(logger.logQuery('SELECT 2'))));
      expect(ledger.sqlStatements).toBe(3);
    });
  });

  it('does not count transaction control', () => {
    runInLedger((ledger) => {
      for (const statement of ['START TRANSACTION', 'COMMIT', 'ROLLBACK', 'SAVEPOINT x']) {
        logger.logQuery(statement);
      }
      logger.logQuery('WITH begin AS (SELECT 1) SELECT * FROM begin');
      expect(ledger.sqlStatements).toBe(1);
    });
  });

  it('adds what a remote part of the work cost', () => {
    runInLedger((ledger) => {
      currentLedger()?.add({ sqlStatements: 2, cacheHits: 1 });
      expect(ledger.toJSON()).toEqual({ sqlStatements: 2, cacheHits: 1, cacheMisses: 0 });
    });
  });

  it('keeps units of work apart, and counts nothing outside of one', () => {
    runInLedger((first) => {
      runInLedger(() => logger.logQuery('SELECT 1'));
      expect(first.sqlStatements).toBe(0);
    });
    expect(currentLedger()).toBeUndefined();
    expect(() => logger.logQuery('SELECT 1')).not.toThrow();
  });
});
