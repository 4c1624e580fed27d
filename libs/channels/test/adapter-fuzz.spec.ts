import { expect, test } from '@jest/globals';
import { adapterCases } from './adapter-cases.js';
import { fuzzAdapter } from './adapter-fuzz.js';

// `npm run fuzz` tries 100,000 of each; a failure there is repeated by the seed it prints.
const inputs = Number(process.env['FUZZ_INPUTS'] ?? 2000);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_123);

test.each(Object.entries(adapterCases))(
  `the adapter of %s reads or refuses ${inputs} requests of seed ${seed}, and never fails`,
  (kind, one) => {
    const { read, refused, crashed, slowestMs } = fuzzAdapter(one, seed, inputs);
    if (process.env['FUZZ_INPUTS'] !== undefined) {
      console.log(`${kind}: ${read} read, ${refused} refused, slowest ${slowestMs.toFixed(1)} ms`);
    }
    expect(crashed.slice(0, 5)).toEqual([]);
    expect(read + refused).toBe(inputs);
    // Both ends are reached: a fuzz whose every input is refused has looked at no parser.
    expect(read).toBeGreaterThan(inputs / 100);
    expect(refused).toBeGreaterThan(inputs / 100);
    expect(slowestMs).toBeLessThan(1000);
  },
  600_000,
);
