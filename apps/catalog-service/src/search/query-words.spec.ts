import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { queryWords } from './query-words.js';

const texts = (question: string): string[] => queryWords(question).map(({ text }) => text);

describe('the words of a question', () => {
  it('are those it may be about, the longest first, each once', () => {
    expect(texts('Hi! Could you please tell me: helmets, HELMETS for e-bikes?')).toEqual([
      'helmets',
      'e-bikes',
      'you',
      'for',
      'me',
    ]);
  });

  it('are none when it is mere courtesy or signs', () => {
    for (const question of ['Hello, thank', '?!', '😀', '   ', '\u0000', "'’.-"]) {
      expect(texts(question)).toEqual([]);
    }
  });

  it.each([
    ['Livrez-vous à l’atelier ?', ['atelier', 'livrez', 'à']],
    ['Y a-t-il un rendez-vous ?', ['rendez-vous', 'un', 'y', 'a']],
    ['Combien coute la clip-on ?', ['clip-on', 'coute', 'la']],
    ['Je, mnauza baiskeli ya watoto?', ['baiskeli', 'mnauza', 'watoto']],
  ])('are freed of the small words of their language: %s', (question, words) => {
    expect(texts(question)).toEqual(words);
  });

  it('weigh little when every customer of every shop uses them', () => {
    const emphasis = Object.fromEntries(
      queryWords('price of the x helmet').map((word) => [word.text, word.emphasis]),
    );
    expect(emphasis).toMatchObject({ price: 0.2, x: 0.2, helmet: 1 });
  });

  it('are few and short, whatever is asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 4_000 }), (question) => {
        const words = texts(question);
        expect(words.length).toBeLessThanOrEqual(32);
        for (const word of words) {
          expect(word.length).toBeLessThanOrEqual(64);
          expect(word).toMatch(/^[\p{L}\p{N}]/u);
        }
      }),
    );
  });
});
