/**
 * Pauses before each repeated attempt, in multiples of the first. A customer waits, and later replies
 * wait behind this one: they double for ten minutes (5 s, 10 s, 20 s …), and reach for a day
 * as the Standard Webhooks specification recommends (30 min, 2 h, 5 h, 10 h).
 */
const schedule = [1, 2, 4, 8, 16, 32, 64, 360, 1440, 3600, 7200];

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
