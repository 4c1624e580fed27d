import { type ValueTransformer } from 'typeorm';

/**
 * PostgreSQL's bigint arrives as a string; every bigint of ours (money in minor units, sequences,
 * fences) stays far below 2^53, which a CHECK guarantees where users can write it.
 */
export const bigintAsNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** Amounts of US dollars: written and compared in SQL, so exact where it matters. */
export const numericAsNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
