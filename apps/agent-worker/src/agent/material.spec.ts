import { describe, expect, it } from '@jest/globals';
import { formatDuration, formatMoney } from './material.js';

describe('amounts in words', () => {
  it.each([
    [185000, 'KES', 'KES 1,850.00'],
    [1850, 'JPY', 'JPY 1,850'],
    [12345, 'KWD', 'KWD 12.345'],
    [0, 'USD', 'USD 0.00'],
  ])('%i minor units of %s are %s', (amountMinor, currency, words) => {
    expect(formatMoney({ amountMinor, currency })).toBe(words);
  });

  it.each([
    [45, '45 minutes'],
    [60, '1 hour'],
    [61, '1 hour 1 minute'],
    [150, '2 hours 30 minutes'],
  ])('%i minutes are %s', (minutes, words) => {
    expect(formatDuration(minutes)).toBe(words);
  });
});
