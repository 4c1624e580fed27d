import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, InvalidCursorError, type Keyset } from './cursor.js';

const byTime: Keyset = [
  { column: 'created_at', type: 'timestamptz' },
  { column: 'id', type: 'uuid' },
];

describe('a cursor', () => {
  it('leads back to the position it was made of', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uuid({ version: 7 }), (at, id) => {
        const position = [String(at), id];
        expect(decodeCursor(byTime, encodeCursor(position))).toEqual(position);
      }),
    );
  });

  it('of another list is refused', () => {
    const bySequence: Keyset = [{ column: 'sequence', type: 'bigint' }];
    const cursor = encodeCursor(['7']);
    expect(decodeCursor(bySequence, cursor)).toEqual(['7']);
    expect(() => decodeCursor(byTime, cursor)).toThrow(InvalidCursorError);
  });

  it('is a position or refused, whatever it is', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json(),
      fc.array(fc.string()).map((list) => JSON.stringify(list)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const cursor of [text, Buffer.from(text).toString('base64url')]) {
          try {
            expect(decodeCursor(byTime, cursor)).toHaveLength(2);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidCursorError);
          }
        }
      }),
    );
  });
});
