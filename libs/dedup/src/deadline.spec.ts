import { stat } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Gate } from '../test/until.js';
import { DeadlineError, withDeadline } from './deadline.js';

describe('a deadline', () => {
  it('lets answers through that come in time, and errors', async () => {
    await expect(withDeadline(Promise.resolve(1), 1000)).resolves.toBe(1);
    const failing = withDeadline(Promise.reject(new Error('no')), 1000);
    await expect(failing).rejects.toThrow('no');
  });

  it('rejects what takes longer, and hands over what comes late', async () => {
    const gate = new Gate();
    const late: number[] = [];
    const work = gate.passed.then(() => 1);
    await expect(withDeadline(work, 10, (value) => late.push(value))).rejects.toThrow(
      DeadlineError,
    );
    gate.open();
    await work;
    expect(late).toEqual([1]);
  });

  it('is not missed by an answer that only a busy process kept waiting', async () => {
    // Behind the immediates of an event loop come its timers, and only then what has arrived.
    await new Promise((resolve) => setImmediate(resolve));
    const answer = withDeadline(stat('.'), 50);
    const busyUntil = performance.now() + 100;
    while (performance.now() < busyUntil);
    expect((await answer).isDirectory()).toBe(true);
  });
});
