import { describe, expect, it } from '@jest/globals';
import { Stamps } from './stamps.js';

describe('Stamps', () => {
  const heard = (): Stamps => {
    const stamps = new Stamps(() => undefined);
    stamps.restart(false);
    return stamps;
  };

  it('void what was loaded before them, and at the same instant', () => {
    const stamps = heard();
    stamps.learn('t', 10);
    expect([9, 10, 11].map((start) => stamps.judge(start, ['t']))).toEqual([
      'void',
      'void',
      'valid',
    ]);
  });

  it('never go back', () => {
    const stamps = heard();
    stamps.learn('t', 10);
    stamps.learn('t', 5);
    expect(stamps.judge(7, ['t'])).toBe('void');
  });

  it('have to be asked for after messages may have been missed', () => {
    const stamps = heard();
    stamps.learn('t', 0);
    expect(stamps.judge(1, ['t', 'u'])).toBe('unknown');
    expect(stamps.unknown(['t', 'u'])).toEqual(['u']);
    stamps.restart(false);
    expect(stamps.judge(1, ['t'])).toBe('unknown');
  });

  it('are trusted to be absent while nobody could tell of them', () => {
    expect(new Stamps(() => undefined).judge(1, ['t'])).toBe('valid');
  });

  it('that Redis has not heard of yet hold over everything forgotten', () => {
    const stamps = heard();
    stamps.hold('t', 10);
    stamps.restart(true);
    expect([stamps.judge(9, ['t']), stamps.held(['t'])]).toEqual(['void', true]);
    stamps.release('t', 9);
    expect(stamps.held(['t'])).toBe(true);
    stamps.release('t', 10);
    expect([stamps.judge(9, ['t']), stamps.held(['t'])]).toEqual(['valid', false]);
  });

  it('are forgotten all at once rather than growing without bound', () => {
    let forgotten = 0;
    const stamps = new Stamps(() => forgotten++);
    for (let tag = 0; tag <= 100_000; tag++) stamps.learn(`t${tag}`, 1);
    expect(forgotten).toBe(1);
  });
});
