import { expect } from '@jest/globals';
import { type Ledger, runInLedger } from '#relations';

interface Verdict {
  pass: boolean;
  message: () => string;
}

const ledgerOf = async (work: unknown): Promise<Ledger> => {
  if (typeof work !== 'function')
    throw new TypeError('toRunQueries takes a function, not its result');
  return runInLedger(async (ledger) => {
    await (work as () => unknown)();
    return ledger;
  });
};

/**
 * `await expect(() => loader.load(…)).toRunQueries(3)`: the work takes exactly as many statements,
 * transaction control aside. The data source must have been made with `recordStatements`.
 */
const toRunQueries = async (work: unknown, expected: number): Promise<Verdict> => {
  const { sqlStatements, statements } = await ledgerOf(work);
  return {
    pass: sqlStatements === expected,
    message: () => `${sqlStatements} statements instead of ${expected}:\n${statements.join('\n')}`,
  };
};

expect.extend({ toRunQueries });

declare module 'expect' {
  interface Matchers<R> {
    toRunQueries(expected: number): Promise<R>;
  }
}

/** The statements that work sends, as a snapshot shows them to reviewers. */
export const statementsOf = async (work: () => unknown): Promise<string> =>
  (await ledgerOf(work)).statements.join(';\n\n');
