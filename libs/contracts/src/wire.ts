/**
 * What both transports leave of a value once it has travelled: no nulls and no undefined fields.
 * proto-loader reports an absent message as null, JSON drops undefined; after this they are equal.
 */
export const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null && field !== undefined)
      .map(([name, field]) => [name, withoutNulls(field)]),
  );
};
