import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { Components, exampleOf } from './components.js';

test('a schema with an id is written once, and referred to', () => {
  const price = z.object({ amountMinor: z.int() }).meta({ id: 'Price' });
  const components = new Components();
  const item = components.write(z.object({ price, was: price.optional() }), 'output');
  expect(item).toMatchObject({
    properties: {
      price: { $ref: '#/components/schemas/Price' },
      was: { $ref: '#/components/schemas/Price' },
    },
  });
  expect(Object.keys(components.schemas)).toEqual(['Price']);
});

test('two schemas of one name are refused, not mixed up', () => {
  const components = new Components();
  const sent = z.object({ name: z.string().default('Ada') }).meta({ id: 'Agent' });
  components.write(sent, 'output');
  expect(() => components.write(sent, 'input')).toThrow('Two schemas are called Agent');
});

test('the example of a schema is the first it brings along', () => {
  expect(exampleOf(z.string().meta({ examples: ['Ada', 'Bob'] }))).toBe('Ada');
  expect(exampleOf(z.string())).toBeUndefined();
  expect(exampleOf(undefined)).toBeUndefined();
});
