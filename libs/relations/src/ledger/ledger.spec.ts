import { describe, expect, it } from '@jest/globals';
import { LedgerLogger } from './ledger-logger.js';
import { currentLedger, runInLedger, runInPartLedger } from './ledger.js';

describe('a ledger', () => {
  const logger = new LedgerLogger();

  it('counts the statements of its unit of work, across awaits', async () => {
    await runInLedger(async (ledger) => {
      logger.logQuery('SELECT 1');
      await Promise.all([1, 2].map(async () => Promise.resolve(logger.logQuery('SELECT 2'))));
      expect(ledger.sqlStatements).toBe(3);
    });
  });

  it('does not count control of transactions and cursors', () => {
    runInLedger((ledger) => {
      for (const statement of [
        'START TRANSACTION',
        'COMMIT',
        'ROLLBACK',
        'SAVEPOINT x',
        'FETCH 5 FROM c',
      ]) {
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

  it('lets the whole pay for its parts', () => {
    runInLedger((whole) => {
      runInPartLedger((part) => {
        logger.logQuery('SELECT 1');
        part.add({ cacheHits: 1 });
        expect(part.toJSON()).toEqual({ sqlStatements: 1, cacheHits: 1, cacheMisses: 0 });
      });
      logger.logQuery('SELECT 2');
      expect(whole.toJSON()).toEqual({ sqlStatements: 2, cacheHits: 1, cacheMisses: 0 });
      expect(whole.statements).toEqual(['SELECT 1', 'SELECT 2']);
    });
  });

  it('groups statements that differ in their values, with the time they took together', () => {
    runInLedger((ledger) => {
      for (const id of [1, 2]) {
        logger.logQuery(`SELECT * FROM t WHERE id = ${id}`);
        logger.logQuerySlow(4 * id, `SELECT * FROM t WHERE id = ${id}`);
      }
      logger.logQuery('SELECT now()');
      expect(ledger.groups()).toEqual([
        { shape: 'SELECT * FROM t WHERE id = ?', count: 2, milliseconds: 12 },
        { shape: 'SELECT now()', count: 1, milliseconds: 0 },
      ]);
    });
  });

  it('suspects a statement per row from the third time on', () => {
    runInLedger((ledger) => {
      logger.logQuery('SELECT * FROM book WHERE author = $1');
      logger.logQuery('SELECT * FROM book WHERE author = $1');
      expect(ledger.repeated()).toEqual([]);
      logger.logQuery('SELECT * FROM book WHERE author = $1');
      expect(ledger.repeated()).toMatchObject([{ count: 3 }]);
      expect(ledger.repeated(4)).toEqual([]);
    });
  });
});
