/** Something took longer than it may. */
export class DeadlineError extends Error {
  constructor(milliseconds: number) {
    super(`No answer within ${milliseconds} ms.`);
    this.name = 'DeadlineError';
  }
}

/**
 * Settles like `work`, or rejects with a DeadlineError after `milliseconds`. What `work` brings
 * after that goes to `late`, so that it can be given back.
 */
export function withDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  late?: (value: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let expired = false;
    const timer = setTimeout(() => {
      // After a busy moment timers run before the answers that have long arrived: let these go first.
      setImmediate(() => {
        expired = true;
        reject(new DeadlineError(milliseconds));
      });
    }, milliseconds);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (expired) late?.(value);
        else resolve(value);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
