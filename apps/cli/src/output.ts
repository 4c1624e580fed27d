/** Results go to stdout as JSON, so that they can be piped; words go to stderr. */
export const printJson = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
};

export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
