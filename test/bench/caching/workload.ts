/** Products as a catalog has them. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly priceCents: number;
  readonly active: boolean;
  readonly description: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly variants: readonly { sku: string; priceCents: number; stock: number }[];
}

/** A value of about 4.5 KB of JSON. */
export const productOf = (key: string): Product => ({
  id: key,
  name: `Product ${key}`,
  priceCents: 129_900,
  active: true,
  description: 'A sturdy bicycle for every day, with lights and a rack. '.repeat(40),
  attributes: Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`attribute ${index}`, `value ${index} of ${key}`]),
  ),
  variants: Array.from({ length: 20 }, (_, index) => ({
    sku: `${key}-${index}`,
    priceCents: 129_900 + index * 100,
    stock: index * 3,
  })),
});

export const keys: readonly string[] = Array.from({ length: 1000 }, (_, index) => `p${index}`);

/** A linear congruential generator (Numerical Recipes): every contestant reads the same keys. */
const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** So many reads of the keys, the first of them the most popular: Zipf's law, exponent 1. */
export const zipf = (count: number): string[] => {
  const cumulated: number[] = [];
  let total = 0;
  for (const index of keys.keys()) cumulated.push((total += 1 / (index + 1)));
  const random = seeded(1);
  return Array.from({ length: count }, () => {
    const drawn = random() * total;
    return keys[cumulated.findIndex((bound) => drawn < bound)] ?? '';
  });
};
