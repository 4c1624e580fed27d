import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import { LedgerLogger } from '../ledger/ledger-logger.js';
import { runInLedger } from '../ledger/ledger.js';
import {
  type BudgetReport,
  QueryBudget,
  QueryBudgetError,
  reportQueryBudgets,
} from './query-budget.js';

const logger = new LedgerLogger();

const Route =
  (path: string): MethodDecorator =>
  (_target, _name, descriptor) => {
    Reflect.defineMetadata('path', path, descriptor.value as object);
  };

class Shop {
  constructor(private readonly name: string) {}

  @QueryBudget(2)
  @Route('/below')
  async list(statements: number): Promise<string> {
    for (let sent = 0; sent < statements; sent++) {
      await Promise.resolve(logger.logQuery(`SELECT ${sent}`));
    }
    return this.name;
  }

  @Route('/above')
  @QueryBudget(0)
  now(): string {
    logger.logQuery('SELECT now()');
    return this.name;
  }
}

describe('a handler with a query budget', () => {
  let undo: (() => void) | undefined;
  afterEach(() => undo?.());

  it('answers as without one as long as it keeps to it', async () => {
    await expect(new Shop('tea').list(2)).resolves.toBe('tea');
  });

  it('fails over its budget, with the statements that were repeated', async () => {
    const failure = new Shop('tea').list(3);
    await expect(failure).rejects.toThrow(QueryBudgetError);
    await expect(failure).rejects.toThrow(
      'Shop.list took 3 statements, of at most 2\n  3 times: SELECT ?',
    );
    expect(() => new Shop('tea').now()).toThrow('Shop.now took 1 statements, of at most 0');
  });

  it('answers over its budget where overruns are reported', async () => {
    const reports: BudgetReport[] = [];
    undo = reportQueryBudgets((report) => reports.push(report));
    const shop = new Shop('tea');
    expect(await shop.list(1)).toBe('tea');
    expect(await shop.list(3)).toBe('tea');
    expect(shop.now()).toBe('tea');
    const seen = reports.map(({ handler, cost }) => [handler, cost.sqlStatements]);
    expect(seen).toEqual([
      ['Shop.list', 1],
      ['Shop.list', 3],
      ['Shop.now', 1],
    ]);
    expect(reports[1]?.repeated).toMatchObject([{ shape: 'SELECT ?', count: 3 }]);
  });

  it('fails with the error of its own', async () => {
    class Broken {
      @QueryBudget(0)
      fail(): Promise<never> {
        logger.logQuery('SELECT 1');
        return Promise.reject(new Error('broken'));
      }
    }
    await expect(new Broken().fail()).rejects.toThrow('broken');
  });

  it('is counted in the unit of work that it is part of, which is over no budget', async () => {
    await runInLedger(async (ledger) => {
      logger.logQuery('SELECT 1');
      await new Shop('tea').list(2);
      expect(ledger.sqlStatements).toBe(3);
    });
  });

  it('keeps what other decorators say, above and below it', () => {
    const { list, now } = Object.getOwnPropertyDescriptors(Shop.prototype);
    expect(Reflect.getMetadata('path', list.value as object)).toBe('/below');
    expect(Reflect.getMetadata('path', now.value as object)).toBe('/above');
    expect(list.value?.name).toBe('list');
  });
});
