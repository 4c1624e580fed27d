import { describe, expect, it } from '@jest/globals';
import { sectionText } from './print.js';
import { atLeast, atMost } from './report.js';

describe('a section of the report', () => {
  it('is a table, with its targets below', () => {
    const text = sectionText({
      title: 'Locks',
      rows: [
        { name: 'ours', figures: { 'per s': 12_345.6, 'p50 ms': 0.12345 } },
        { name: 'theirs', figures: { 'per s': 9, 'of ours': 1.5 } },
      ],
      targets: [atMost('time', 1.3, 1.31), atLeast('share', 0.35, 0.35)],
    });
    expect(text.split('\n')).toEqual([
      '',
      'Locks',
      '          per s  p50 ms  of ours',
      '  ours    12346   0.123         ',
      '  theirs      9              1.5',
      '  FAIL  time: 1.31 (wanted ≤ 1.3)',
      '  PASS  share: 0.35 (wanted ≥ 0.35)',
    ]);
  });
});
