/** What one check found: `wrong` breaks the suite, `warning` may. */
export interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'wrong';
  found: string;
  /** What to do; with everything but `ok`. */
  mend?: string;
}

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found });

export const warning = (check: string, found: string, mend: string): Finding => ({
  check,
  state: 'warning',
  found,
  mend,
});

export const wrong = (check: string, found: string, mend: string): Finding => ({
  check,
  state: 'wrong',
  found,
  mend,
});

/** Of an error, one line that says something: several addresses that refused are one error without words. */
export const reason = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map(reason).join('; ');
  return error instanceof Error ? error.message : String(error);
};
