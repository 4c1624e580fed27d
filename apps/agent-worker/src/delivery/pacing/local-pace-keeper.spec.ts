import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LocalPaceKeeper } from './local-pace-keeper.js';

const pace = { key: 'a', intervalMs: 100, burst: 3 };

describe('a pace', () => {
  it('lets a burst go at once, and then one an interval', async () => {
    let now = 0;
    const keeper = new LocalPaceKeeper(() => now);
    const waits = [];
    for (let send = 0; send < 4; send += 1) waits.push(await keeper.take([pace], 1));
    expect(waits).toEqual([0, 0, 0, 100]);
    now = 100;
    expect([await keeper.take([pace], 1), await keeper.take([pace], 1)]).toEqual([0, 100]);
  });

  it('is not used up by a send that another pace holds back', async () => {
    const keeper = new LocalPaceKeeper(() => 0);
    const slow = { key: 'b', intervalMs: 1000, burst: 1 };
    await keeper.take([slow], 1);
    for (let send = 0; send < 9; send += 1) expect(await keeper.take([pace, slow], 1)).toBe(1000);
    expect(await keeper.take([pace], 1)).toBe(0);
  });

  it('is never exceeded in the long run, whoever asks when', async () => {
    const step = fc.record({ afterMs: fc.nat(150), cost: fc.integer({ min: 1, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        let now = 0;
        let sent = 0;
        const keeper = new LocalPaceKeeper(() => now);
        for (const { afterMs, cost } of steps) {
          now += afterMs;
          if ((await keeper.take([pace], cost)) === 0) sent += cost;
          // What one send costs above its own place is paid back before the next.
          expect(sent).toBeLessThanOrEqual(now / pace.intervalMs + pace.burst + 2);
        }
      }),
    );
  });
});
