/**
 * Makes a label of what others choose: the first `limit` values stand for themselves, all later
 * ones for `other`, so that nobody can fill the memory of whoever stores the figures.
 */
export const atMost = (limit: number): ((value: string) => string) => {
  const known = new Set<string>();
  return (value) => {
    if (known.size < limit) known.add(value);
    return known.has(value) ? value : 'other';
  };
};
