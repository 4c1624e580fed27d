const seconds = 1000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

/** Milliseconds before each repeated attempt, as the Standard Webhooks specification recommends. */
const schedule = [
  5 * seconds,
  30 * seconds,
  5 * minutes,
  30 * minutes,
  2 * hours,
  5 * hours,
  10 * hours,
  10 * hours,
];

/**
 * When to try again after `attempts` failed ones, spread by up to a fifth; undefined: give up.
 * A receiver that asks for a longer pause gets it.
 */
export const nextAttemptInMs = (
  attempts: number,
  askedForMs = 0,
  random: () => number = Math.random,
): number | undefined => {
  const base = schedule[attempts - 1];
  return base === undefined ? undefined : Math.max(base, askedForMs) * (1 + random() / 5);
};
