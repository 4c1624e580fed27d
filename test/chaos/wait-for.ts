import { setTimeout as delay } from 'node:timers/promises';

/** Polls until it holds. @throws when that takes too long */
export const waitFor = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs: number,
): Promise<void> => {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await delay(50);
  }
};
