/** The value below which a share of them lies; 0 of none. Rounded to whole numbers. */
export const percentile = (values: number[], share: number): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
};
