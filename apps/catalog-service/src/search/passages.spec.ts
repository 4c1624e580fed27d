import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { passagesOf } from './passages.js';

const sentence = (index: number): string => `Sentence number ${index} tells something of its own.`;
const long = Array.from({ length: 100 }, (_, index) => sentence(index)).join(' ');

describe('the passages of a text', () => {
  it('are one for a short text, even for none', () => {
    expect(passagesOf('  Closed on Monday. ')).toEqual(['Closed on Monday.']);
    expect(passagesOf('')).toEqual(['']);
  });

  it('hold every sentence whole, and overlap', () => {
    const passages = passagesOf(long);
    expect(passages.length).toBeGreaterThan(4);
    for (let index = 0; index < 100; index++) {
      expect(passages.some((passage) => passage.includes(sentence(index)))).toBe(true);
    }
    const total = passages.reduce((sum, { length }) => sum + length, 0);
    expect(total).toBeGreaterThan(long.length + 100 * (passages.length - 1));
  });

  it('end with a paragraph where one ends', () => {
    const [first] = passagesOf(`${'word '.repeat(120)}\n\n${long}`);
    expect(first).toBe('word '.repeat(120).trim());
  });

  it('are short and lose nothing, whatever the text is', () => {
    const words = fc.stringMatching(/^[a-z]{1,12}$/);
    const gap = fc.constantFrom(' ', '. ', '\n', '\n\n', '   ');
    fc.assert(
      fc.property(fc.array(fc.tuple(words, gap), { maxLength: 600 }), (parts) => {
        const passages = passagesOf(parts.flat().join(''));
        const found = new Set(passages.flatMap((passage) => passage.split(/[\s.]+/)));
        for (const passage of passages) expect(passage.length).toBeLessThanOrEqual(900);
        for (const [word] of parts) expect(found).toContain(word);
      }),
    );
    // One endless word has to be cut somewhere.
    const endless = passagesOf('x'.repeat(5_000));
    expect(Math.max(...endless.map(({ length }) => length))).toBe(900);
  });
});
