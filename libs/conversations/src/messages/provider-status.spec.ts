import { expect, test } from '@jest/globals';
import { providerStatusOf } from './provider-status.js';

test.each([
  [[], null],
  [['read'], 'read'],
  [['read', 'delivered', 'read'], 'delivered'],
  [['read', 'queued', 'sent'], 'queued'],
  [['read', 'failed', 'queued'], 'failed'],
] as const)('of parts that are %j a provider has said %s', (parts, status) => {
  expect(providerStatusOf(parts)).toBe(status);
});
