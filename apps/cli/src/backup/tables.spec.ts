import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parentsFirst } from './tables.js';

const table = (name: string) => ({ name, columns: [] });

describe('tables', () => {
  it('come after those they refer to', () => {
    const size = 12;
    // Referring to smaller numbers only, there is no circle; they come in any order.
    const graphs = fc.record({
      order: fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
      pairs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1))),
    });
    fc.assert(
      fc.property(graphs, ({ order, pairs }) => {
        const references = pairs
          .filter(([a, b]) => a !== b)
          .map(([a, b]) => ({ child: `t${Math.max(a, b)}`, parent: `t${Math.min(a, b)}` }));
        const names = parentsFirst(
          order.map((number) => table(`t${number}`)),
          references,
        ).map(({ name }) => name);
        expect(names.toSorted()).toEqual(order.map((number) => `t${number}`).toSorted());
        for (const { child, parent } of references) {
          expect(names.indexOf(parent)).toBeLessThan(names.indexOf(child));
        }
      }),
    );
  });

  it('that refer to each other in a circle are named', () => {
    const references = [
      { child: 'a', parent: 'b' },
      { child: 'b', parent: 'a' },
    ];
    expect(() => parentsFirst([table('a'), table('b'), table('c')], references)).toThrow(/: a, b$/);
  });
});
