import { LoadTimeoutError } from './errors.js';
import { type Observers } from './observers.js';
import { type Loader, type Target } from './target.js';

/**
 * Runs a loader within the family's time and reports how long it took.
 * @throws LoadTimeoutError, or whatever the loader throws
 */
export async function runLoader<Result>(
  { family, scope }: Pick<Target<unknown>, 'family' | 'scope'>,
  loader: Loader<Result>,
  observers: Observers,
): Promise<{ loaded: Result; loadMs: number }> {
  const began = performance.now();
  let failed = true;
  try {
    const { loadTimeoutMs } = family;
    // The async call turns a loader that throws at once into a rejection.
    const running = (async () => loader())();
    const loaded =
      loadTimeoutMs === undefined
        ? await running
        : await withDeadline(family, running, loadTimeoutMs);
    failed = false;
    return { loaded, loadMs: performance.now() - began };
  } finally {
    const milliseconds = performance.now() - began;
    observers.load({ family: family.name, scope, milliseconds, failed });
  }
}

async function withDeadline<Result>(
  family: { name: string },
  running: Promise<Result>,
  milliseconds: number,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LoadTimeoutError(family.name, milliseconds)), milliseconds);
  });
  try {
    return await Promise.race([running, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
