import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { segments } from './segments.js';

const letters = (text: string): string => text.replaceAll(/\s/g, '');

describe('a reply in parts', () => {
  it('is one part when it fits', () => {
    expect(segments('We open at nine.', 16)).toEqual(['We open at nine.']);
    expect(segments('  ', 16)).toEqual([]);
  });

  it('is cut at paragraphs, else lines, else sentences, else words', () => {
    expect(segments('First paragraph.\n\nSecond one.', 20)).toEqual([
      'First paragraph.',
      'Second one.',
    ]);
    expect(segments('First line here\nSecond one.', 20)).toEqual([
      'First line here',
      'Second one.',
    ]);
    expect(segments('First sentence. Second one.', 20)).toEqual(['First sentence.', 'Second one.']);
    expect(segments('nothing but words here', 16)).toEqual(['nothing but', 'words here']);
  });

  it('cuts no character in two', () => {
    expect(segments('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 20)).toEqual(['👩‍👩‍👧👩‍👩‍👧', '👩‍👩‍👧']);
  });

  it('loses nothing, keeps the order, and no part is blank or too long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.lorem(), fc.string({ unit: 'grapheme' }), fc.constant('\n\n')), {
          maxLength: 30,
        }),
        fc.integer({ min: 2, max: 80 }),
        (pieces, limit) => {
          const text = pieces.join(' ');
          const parts = segments(text, limit);
          expect(letters(parts.join(''))).toBe(letters(text));
          for (const part of parts) {
            expect(part.length).toBeLessThanOrEqual(limit);
            expect(part.trim()).not.toBe('');
          }
        },
      ),
    );
  });
});
