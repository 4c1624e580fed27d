import { knowledgeInput, Problem, productInput, serviceInput } from '#contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseMergePatch } from './merge-patch.js';

describe('a merge patch', () => {
  test('sets what it names and leaves the rest alone', () => {
    expect(parseMergePatch(productInput, { title: 'Fern', stock: 0 })).toEqual({
      patch: { title: 'Fern', stock: 0 },
      updateMask: ['title', 'stock'],
    });
  });

  test('clears with null', () => {
    expect(parseMergePatch(productInput, { stock: null, title: 'Fern' })).toEqual({
      patch: { title: 'Fern' },
      updateMask: ['stock', 'title'],
    });
  });

  test('goes back to a default with null', () => {
    expect(parseMergePatch(productInput, { active: null })).toEqual({
      patch: {},
      updateMask: ['active'],
    });
  });

  const fieldsOf = (body: unknown): string[] | undefined => {
    try {
      parseMergePatch(productInput, body);
    } catch (error) {
      if (error instanceof Problem) return error.errors?.map(({ field }) => field);
      throw error;
    }
    return undefined;
  };

  test.each<[unknown, string[]]>([
    [{ title: null }, ['/title']],
    [{ price: null, title: null }, ['/price', '/title']],
    [{ price: { amountMinor: 1.5, currency: 'KES' } }, ['/price/amountMinor']],
    [{ colour: 'green' }, ['/colour']],
    [{ colour: null }, ['/colour']],
    [{ constructor: null }, ['/constructor']],
    [{ id: '1' }, ['/id']],
    [{}, ['']],
    [[], ['']],
    ['title', ['']],
    [null, ['']],
    [undefined, ['']],
  ])('%j is malformed, and the field named', (body, fields) => {
    expect(fieldsOf(body)).toEqual(fields);
  });

  test('of anything is a masked patch or a problem', () => {
    const schema = fc.constantFrom(productInput, serviceInput, knowledgeInput);
    const name = fc.constantFrom('title', 'price', 'active', 'keywords', 'toString', 'x');
    fc.assert(
      fc.property(
        schema,
        fc.oneof(fc.anything(), fc.dictionary(name, fc.anything())),
        (input, body) => {
          try {
            const { patch, updateMask } = parseMergePatch(input, body);
            expect(updateMask).toEqual(Object.keys(body as object));
            expect(updateMask).toEqual(expect.arrayContaining(Object.keys(patch)));
          } catch (error) {
            expect(error).toBeInstanceOf(Problem);
          }
        },
      ),
    );
  });
});
