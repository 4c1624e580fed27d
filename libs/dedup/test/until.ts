import { setTimeout as delay } from 'node:timers/promises';

/** Resolves once `condition` holds. @throws when it does not within `milliseconds` */
export async function until(
  condition: () => boolean | Promise<boolean>,
  milliseconds = 5000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Not true within ${milliseconds} ms.`);
    await delay(5);
  }
}

/** Work that is inside something until it is told to leave. */
export class Gate {
  readonly passed: Promise<void>;
  open: () => void = () => undefined;

  constructor() {
    this.passed = new Promise((resolve) => (this.open = resolve));
  }
}
