import { type BudgetReporter } from '#relations';
import { type LoggerService } from '@nestjs/common';
import { type Metrics } from './metrics.js';

/**
 * What a service does about calls of handlers with a `@QueryBudget`: it counts the statements of all
 * of them, and warns of those over it, with the statements that look like one per row.
 */
export const queryBudgetReporter = (
  metrics: Metrics,
  logger: Pick<LoggerService, 'warn'>,
): BudgetReporter => {
  const statements = metrics.histogram(
    'query_budget_statements',
    'SQL statements that calls of handlers with a budget took.',
    [0, 1, 2, 3, 4, 5, 7, 10, 20, 50],
    ['handler'],
  );
  const exceeded = metrics.counter(
    'query_budget_exceeded_total',
    'Calls of handlers that took more SQL statements than their budget.',
    ['handler'],
  );
  return ({ handler, budget, cost, repeated }) => {
    statements.observe({ handler }, cost.sqlStatements);
    exceeded.inc({ handler }, cost.sqlStatements > budget ? 1 : 0);
    if (cost.sqlStatements > budget) {
      logger.warn({ handler, budget, ...cost, repeated }, 'more statements than budgeted');
    }
  };
};
