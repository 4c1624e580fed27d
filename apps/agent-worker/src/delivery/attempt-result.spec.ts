import { describe, expect, it } from '@jest/globals';
import { deliveryGuarantees } from '#persistence';
import { resultOf } from './attempt-result.js';

const environment = { SEND_RETRY_MS: 1000, LOOKUP_GRACE_MS: 77 };
const lost = { outcome: 'ambiguous', error: 'ECONNRESET' } as const;
const busy = { outcome: 'not_sent', error: 'HTTP 503', retryAfterMs: 60_000 } as const;

describe.each(deliveryGuarantees)('an attempt under %s', (guarantee) => {
  const first = { attempts: 1, guarantee };

  it('ends the delivery when the provider took the reply, or never will', () => {
    expect(resultOf({ outcome: 'delivered' }, first, environment).state).toBe('delivered');
    const refused = resultOf({ outcome: 'refused', error: 'HTTP 410' }, first, environment);
    expect(refused).toEqual({ outcome: 'refused', state: 'failed', error: 'HTTP 410' });
  });

  it('is repeated when the provider did not take the reply, no sooner than it asked for', () => {
    const result = resultOf(busy, first, environment);
    expect(result).toMatchObject({ outcome: 'not_sent', state: 'pending' });
    expect(result.retryInMs).toBeGreaterThanOrEqual(60_000);
  });

  it('is the last one when the schedule ends', () => {
    const last = { attempts: 12, guarantee };
    const result = resultOf(busy, last, environment);
    expect(result).toEqual({ outcome: 'not_sent', state: 'failed', error: 'given up: HTTP 503' });
  });
});

describe('an attempt whose answer was lost', () => {
  it.each(['exactly_once', 'at_least_once'] as const)('is repeated under %s', (guarantee) => {
    const result = resultOf(lost, { attempts: 2, guarantee }, environment);
    expect(result).toMatchObject({ outcome: 'ambiguous', state: 'ambiguous', error: 'ECONNRESET' });
    expect(result.retryInMs).toBeGreaterThanOrEqual(2000);
  });

  it('is left to a callback under at_most_once, whichever attempt it was', () => {
    for (const attempts of [1, 9]) {
      const result = resultOf(lost, { attempts, guarantee: 'at_most_once' }, environment);
      expect(result).toMatchObject({ state: 'ambiguous', retryInMs: environment.LOOKUP_GRACE_MS });
    }
  });
});
