import { say } from './console.js';

/** One Ctrl-C arrives several times: from the terminal, from npm and from the bootstrap. */
const sameCtrlCMs = 500;

/**
 * @param killAll what a second Ctrl-C does before the launcher ends at once
 * @returns aborted by the first Ctrl-C, by SIGTERM, and when the process that started us is gone
 */
export const stopSignal = (killAll: () => void): AbortSignal => {
  const stopping = new AbortController();
  let askedAt = 0;
  const stop = (): void => {
    if (!stopping.signal.aborted) {
      askedAt = Date.now();
      say('\nStopping: what runs is finished first. Ctrl-C again kills at once.');
      stopping.abort();
    } else if (Date.now() - askedAt > sameCtrlCMs) {
      killAll();
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.once('disconnect', () => {
    if (!stopping.signal.aborted) stop();
  });
  return stopping.signal;
};
