import { expect, it } from '@jest/globals';
import { atMost } from './bounded-label.js';

it('a label has as many values as it may, and “other” for the rest', () => {
  const label = atMost(2);
  expect(['a', 'b', 'c', 'a', 'd', 'b'].map(label)).toEqual(['a', 'b', 'other', 'a', 'other', 'b']);
});
