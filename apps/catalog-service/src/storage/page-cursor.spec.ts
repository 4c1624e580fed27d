import { Problem } from '#contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './page-cursor.js';

describe('a cursor', () => {
  it('leads back to the position it was made of', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uuid({ version: 7 }), (at, id) => {
        expect(decodeCursor(encodeCursor([String(at), id]))).toEqual([String(at), id]);
      }),
    );
  });

  it('is a malformed request or a position, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (text) => {
        for (const cursor of [text, Buffer.from(text).toString('base64url')]) {
          try {
            expect(decodeCursor(cursor)).toHaveLength(2);
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
          }
        }
      }),
    );
  });
});
