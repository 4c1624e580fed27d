import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Reading } from './reading.js';

describe('a reading', () => {
  let reads: number;
  let answer: (value: number) => void;
  let fail: (error: Error) => void;

  const reading = (): Reading<number> =>
    new Reading(
      () =>
        new Promise<number>((resolve, reject) => {
          reads++;
          answer = resolve;
          fail = reject;
        }),
      { of: 'the depth', deadlineMs: 250, maxAgeMs: 1000 },
    );

  beforeEach(() => {
    jest.useFakeTimers();
    reads = 0;
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('is shared by all who ask at the same time, and for a second after', async () => {
    const depth = reading();
    const asked = [depth.value(), depth.value()];
    answer(7);
    expect(await Promise.all(asked)).toEqual([7, 7]);
    await jest.advanceTimersByTimeAsync(999);
    expect(await depth.value()).toBe(7);
    expect(reads).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    const later = depth.value();
    answer(8);
    expect(await later).toBe(8);
    expect(reads).toBe(2);
  });

  it('is unknown after its deadline, and is not begun again while it hangs', async () => {
    const depth = reading();
    for (let scrapes = 0; scrapes < 20; scrapes++) {
      const asked = depth.value();
      await jest.advanceTimersByTimeAsync(250);
      expect(await asked).toBeUndefined();
    }
    expect(reads).toBe(1);
    answer(7);
    expect(await depth.value()).toBe(7);
  });

  it('is unknown where it fails, which is logged once a second at most', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const depth = reading();
    const asked = depth.value();
    fail(new Error('away'));
    expect(await asked).toBeUndefined();
    expect(await depth.value()).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith({ err: new Error('away') }, 'the depth could not be read');
  });
});
