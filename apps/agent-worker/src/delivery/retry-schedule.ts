/**
 * Pauses before each repeated attempt, in multiples of the first: as the Standard Webhooks
 * specification recommends them when the first is 5 s (then 30 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h).
 */
const schedule = [1, 6, 60, 360, 1440, 3600, 7200, 7200];

/**
 * Milliseconds after which to try again when `attempts` have failed, spread by up to a fifth;
 * undefined: give up. A receiver that asks for a longer pause gets it.
 * @param firstRetryMs the first pause (`SEND_RETRY_MS`)
 */
export const nextAttemptInMs = (
  attempts: number,
  firstRetryMs: number,
  askedForMs = 0,
  random: () => number = Math.random,
): number | undefined => {
  const multiple = schedule[attempts - 1];
  return multiple === undefined
    ? undefined
    : Math.max(multiple * firstRetryMs, askedForMs) * (1 + random() / 5);
};
