import { describe, expect, it } from '@jest/globals';
import { onConsole } from './service-log.js';

describe('what a service says on the console', () => {
  it.each([
    [{ level: 30, msg: 'serving' }, undefined],
    [{ level: 40, msg: 'duplicate skipped' }, 'warn duplicate skipped'],
    [{ level: 50, msg: 'closing failed', err: { message: 'late' } }, 'error closing failed: late'],
    [{ level: 60, msg: 'late', err: { message: 'late' } }, 'fatal late'],
    [{ level: 50 }, 'error'],
  ])('of the entry %j is %j', (entry, expected) => {
    expect(onConsole(JSON.stringify(entry), 'stdout')).toBe(expected);
  });

  it('is everything else it writes to stderr, such as the stack of a crash', () => {
    expect(onConsole('Error: out of luck', 'stderr')).toBe('Error: out of luck');
    expect(onConsole('Error: out of luck', 'stdout')).toBeUndefined();
    expect(onConsole('null', 'stderr')).toBe('null');
  });
});
