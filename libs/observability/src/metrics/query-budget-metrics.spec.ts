import { type BudgetReport } from '#relations';
import { expect, it, jest } from '@jest/globals';
import { Metrics } from './metrics.js';
import { queryBudgetReporter } from './query-budget-metrics.js';

const report = (sqlStatements: number): BudgetReport => ({
  handler: 'Inbox.list',
  budget: 2,
  cost: { sqlStatements, cacheHits: 0, cacheMisses: 0 },
  repeated: sqlStatements > 2 ? [{ shape: 'SELECT ?', count: 3, milliseconds: 1 }] : [],
});

it('calls of handlers with a query budget are counted, and those over it warned of', async () => {
  const metrics = new Metrics();
  const warn = jest.fn();
  const observe = queryBudgetReporter(metrics, { warn });
  observe(report(2));
  expect(warn).not.toHaveBeenCalled();
  expect(await metrics.text()).toContain('query_budget_exceeded_total{handler="Inbox.list"} 0');
  observe(report(3));
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toMatchObject({
    handler: 'Inbox.list',
    sqlStatements: 3,
    repeated: [{ count: 3 }],
  });
  const text = await metrics.text();
  expect(text).toContain('query_budget_exceeded_total{handler="Inbox.list"} 1');
  expect(text).toContain('query_budget_statements_sum{handler="Inbox.list"} 5');
});
