import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from './dedup.options.js';
import { InvalidDedupOptionsError } from './errors.js';

const options = { redisUrls: ['redis://a'], keyPrefix: 'tulia', workerId: 'w' };

describe('the options of the module', () => {
  it('have defaults, none above the ceiling', () => {
    expect(resolveOptions(options)).toMatchObject({ maxTtlMs: 300_000, defaultTtlMs: 30_000 });
    expect(resolveOptions({ ...options, maxTtlMs: 5 })).toMatchObject({ defaultTtlMs: 5 });
  });

  it.each([
    { redisUrls: [] },
    { redisUrls: ['redis://a', 'redis://b'] },
    { keyPrefix: '' },
    { keyPrefix: "') os.exit() --" },
    { workerId: '' },
  ])('are refused: %j', (wrong) => {
    expect(() => resolveOptions({ ...options, ...wrong })).toThrow(InvalidDedupOptionsError);
  });
});
