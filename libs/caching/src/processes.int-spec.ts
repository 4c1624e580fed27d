import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { AskingProcess, type Answer } from '../test/asking-processes.js';

const redisUrl = process.env.TEST_REDIS_URL ?? '';

describe('processes that ask for one value at once', () => {
  it.each([
    [2, 500],
    [4, 250],
  ])('%d with %d callers each: load once', async (count, callers) => {
    const prefix = `test-${randomUUID()}`;
    const starting = Array.from({ length: count }, () => AskingProcess.start(redisUrl, prefix));
    const processes = await Promise.all(starting);
    try {
      const answers = await Promise.all(processes.map((each) => each.ask(callers, 200)));
      const total = answers.reduce((sum: number, { loads }: Answer) => sum + loads, 0);
      expect(total).toBe(1);
      expect(new Set(answers.flatMap(({ values }) => values)).size).toBe(1);
    } finally {
      for (const each of processes) each[Symbol.dispose]();
    }
  });

  it('load when the one that was loading is killed, once its lease has run out', async () => {
    const prefix = `test-${randomUUID()}`;
    const leaseMs = 1000;
    using first = await AskingProcess.start(redisUrl, prefix, leaseMs);
    using second = await AskingProcess.start(redisUrl, prefix, leaseMs);
    await first.dieLoading();
    const began = performance.now();
    const { values, loads } = await second.ask(100, 0);
    expect(values).toEqual([`loaded by ${second.pid}`]);
    expect(loads).toBe(1);
    // The lease, 100 ms and room for a busy machine.
    expect(performance.now() - began).toBeLessThan(leaseMs + 100 + 700);
  });
});
