import { describe, expect, it } from '@jest/globals';
import { rollingRestart } from '../rolling/rolling-restart.js';

/** Short: every service once. `npm run rolling` does it for minutes, at the rate of a busy day. */
describe('a rolling restart under load, of two of each service', () => {
  it('loses nothing, doubles nothing, and refuses nothing', async () => {
    const result = await rollingRestart({ minutes: 0.1, perSecond: 10, customers: 40 });
    expect(result).toMatchObject({
      ...{ restarts: 6, killed: 0, refused: 0, failed: 0, lost: 0, doubled: 0 },
    });
    expect(result.posted).toBeGreaterThan(20);
  }, 240_000);
});
