/** Milliseconds, an hour at most; undefined: not given in seconds. */
export const retryAfterMs = (header: string | undefined): number | undefined => {
  const seconds = header === undefined || header.trim() === '' ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : undefined;
};
