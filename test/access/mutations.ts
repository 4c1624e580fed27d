import { type Random } from '../support/random.js';

type Json = unknown;

const deep = (): Json => {
  let nested: Json = 1;
  for (let level = 0; level < 200; level++) nested = level % 2 === 0 ? [nested] : { a: nested };
  return nested;
};

/** What a field may hold that nobody meant it to hold. */
const strange: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  1.5,
  2 ** 60,
  -2147483649,
  2147483648,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'null',
  '../../etc/passwd',
  "'; DROP TABLE product; --",
  '%00%ff',
  '2026-02-30T25:61:00Z',
  '9999-12-31T23:59:59.999+14:00',
  '00000000-0000-0000-0000-000000000000',
  '{{constructor}}',
  'x'.repeat(5000),
  '💥'.repeat(300),
  [],
  [[]],
  [null],
  Array.from({ length: 300 }, () => 'x'),
  {},
  { $gt: '' },
  { toString: 1, constructor: null },
  JSON.parse('{"__proto__":{"admin":true}}'),
  deep(),
];

const names = ['__proto__', 'constructor', 'id', 'tenantId', '', 'toString', 'x'.repeat(300)];

/** The value with something wrong somewhere in it, or as it is. */
const mutated = (value: Json, random: Random): Json => {
  if (random.chance(0.2)) return random.pick(strange);
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => mutated(item, random));
    return random.chance(0.3) ? [...items, ...items, random.pick(strange)] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(() => !random.chance(0.15))
    .map(([name, inner]) => [name, random.chance(0.5) ? mutated(inner, random) : inner] as const);
  const added = random.chance(0.2) ? [[random.pick(names), random.pick(strange)] as const] : [];
  return Object.fromEntries([...entries, ...added]);
};

/** A body's text: mostly JSON, sometimes a part of it, sometimes none. */
export const bodyText = (value: Json, random: Random): string => {
  const text = JSON.stringify(mutated(value, random)) ?? '';
  if (random.chance(0.9)) return text;
  const cut = text.slice(0, random.between(0, text.length));
  return random.pick([
    cut,
    `${cut}\u0000`,
    `${text}${text}`,
    '['.repeat(500),
    '\ufeff{}',
    '{"a":1,}',
  ]);
};

/** For a path or a query. */
export const parameterText = (random: Random): string => {
  const value = random.pick(strange);
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return random.chance(0.8)
    ? encodeURIComponent(text.toWellFormed().slice(0, 300))
    : random.pick(['%', '%zz', '%00', '..%2f..', '%ff%fe', 'a'.repeat(900)]);
};
