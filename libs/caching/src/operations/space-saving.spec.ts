import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SpaceSaving } from './space-saving.js';

const capacity = 5;
const streams = fc.array(fc.integer({ min: 0, max: 15 }).map(String), { maxLength: 400 });

const counted = (stream: readonly string[]) => {
  const sketch = new SpaceSaving(capacity, () => ({}));
  for (const key of stream) sketch.count(key);
  return sketch;
};

const frequency = (stream: readonly string[], wanted: string): number =>
  stream.filter((key) => key === wanted).length;

describe('SpaceSaving', () => {
  it('never counts too little, and too much by no more than it says', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        for (const { key, count, error } of counted(stream).top()) {
          expect(count).toBeGreaterThanOrEqual(frequency(stream, key));
          expect(count - error).toBeLessThanOrEqual(frequency(stream, key));
        }
      }),
    );
  });

  it('keeps every key that is more frequent than its share, in no more than its capacity', () => {
    fc.assert(
      fc.property(streams, (stream) => {
        const kept = counted(stream).top();
        expect(kept.length).toBeLessThanOrEqual(capacity);
        for (const key of new Set(stream)) {
          if (frequency(stream, key) <= stream.length / capacity) continue;
          expect(kept.map((one) => one.key)).toContain(key);
        }
      }),
    );
  });

  it('is exact, most frequent first, as long as there is room', () => {
    const sketch = counted(['a', 'b', 'b', 'c', 'b', 'a']);
    expect(sketch.top(2)).toMatchObject([
      { key: 'b', count: 3, error: 0 },
      { key: 'a', count: 2, error: 0 },
    ]);
  });

  it('gives the same item to the same key until the key had to go', () => {
    const sketch = new SpaceSaving(1, () => ({ seen: 0 }));
    sketch.count('a').seen++;
    sketch.count('a').seen++;
    expect(sketch.find('a')).toEqual({ seen: 2 });
    expect(sketch.count('b')).toEqual({ seen: 0 });
    expect(sketch.find('a')).toBeUndefined();
  });
});
