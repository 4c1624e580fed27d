export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Runs a step of the start and shows what it did and how long that took. */
export const step = async <Result>(
  work: () => Promise<Result>,
  done: (result: Result) => string,
): Promise<Result> => {
  const startedAt = Date.now();
  const result = await work();
  say(`  ${done(result)} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  return result;
};

/** `1240` → `1 240 ms` */
export const milliseconds = (value: number): string =>
  `${Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ')} ms`;
