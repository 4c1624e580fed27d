import { describe, expect, it } from '@jest/globals';
import { LeaseTtlError } from '../errors.js';
import { leaseTimes } from './acquire-options.js';

const limits = { maxTtlMs: 300_000, defaultTtlMs: 30_000 };

describe('the times of a lease', () => {
  it('have defaults', () => {
    expect(leaseTimes('r', {}, limits)).toEqual({ ttlMs: 30_000, heartbeatMs: 10_000 });
    expect(leaseTimes('r', { ttlMs: 300 }, limits)).toEqual({ ttlMs: 300, heartbeatMs: 100 });
  });

  it('stay below a ceiling, and the error names both numbers', () => {
    expect(leaseTimes('r', { ttlMs: 300_000 }, limits).ttlMs).toBe(300_000);
    const tooLong = () => leaseTimes('r', { ttlMs: 300_001 }, limits);
    expect(tooLong).toThrow(LeaseTtlError);
    expect(tooLong).toThrow(/300001.*300000/);
  });

  it.each([{ ttlMs: 0 }, { ttlMs: -1 }, { ttlMs: 1.5 }, { ttlMs: NaN }])(
    'are whole positive milliseconds, not %j',
    (options) => {
      expect(() => leaseTimes('r', options, limits)).toThrow(LeaseTtlError);
    },
  );

  it.each([0, -1, 1000, NaN])('have a heartbeat below the TTL, not %d of 1000', (heartbeatMs) => {
    expect(() => leaseTimes('r', { ttlMs: 1000, heartbeatMs }, limits)).toThrow(LeaseTtlError);
  });
});
