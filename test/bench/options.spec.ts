import { describe, expect, it } from '@jest/globals';
import { BenchOptionError, readBenchmarkName, readBenchOptions } from './options.js';

const parts = ['leases', 'turns'];

describe('the name of a benchmark', () => {
  const nameOf = (...args: string[]): string => readBenchmarkName(args, ['dedup', 'caching']);

  it('stands before, between or after the options', () => {
    expect(nameOf('caching')).toBe('caching');
    expect(nameOf('--quick', 'dedup', '--part=turns')).toBe('dedup');
  });

  it.each([[], ['cache'], ['dedup', 'caching'], ['dedup', '--slow']])(
    'is asked for with a line that helps: %s %s',
    (...args) => {
      expect(() => nameOf(...args)).toThrow(BenchOptionError);
    },
  );

  it('is one of those listed', () => {
    expect(() => nameOf('cache')).toThrow(/no benchmark "cache".*dedup,caching.*npm run bench/);
  });
});

describe('the options of a benchmark', () => {
  it('have defaults: everything, five rounds, no exit code for a missed target', () => {
    const defaults = { quick: false, rounds: 5, parts: [], durable: false, strict: false };
    expect(readBenchOptions(['dedup'], parts)).toEqual(defaults);
  });

  it('make a quick run one round, unless more are asked for', () => {
    expect(readBenchOptions(['--quick'], parts)).toMatchObject({ quick: true, rounds: 1 });
    expect(readBenchOptions(['--quick', '--rounds=3'], parts)).toMatchObject({ rounds: 3 });
  });

  it('choose parts', () => {
    expect(readBenchOptions(['--part=turns,leases', '--strict'], parts)).toMatchObject({
      parts: ['turns', 'leases'],
      strict: true,
    });
  });

  it.each([['--part=cache'], ['--rounds=0'], ['--rounds=x'], ['--slow']])(
    'are refused with a line that helps: %s',
    (argument) => {
      expect(() => readBenchOptions([argument], parts)).toThrow(BenchOptionError);
    },
  );
});
