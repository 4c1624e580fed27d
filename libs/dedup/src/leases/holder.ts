import { randomUUID } from 'node:crypto';

/** Who took a lock and when, by their own clock. */
export interface Holder {
  readonly workerId: string;
  readonly acquiredAt: Date;
}

/** The value of a lock: unique by its first part, and telling to whoever reads it. */
export const holderValue = (workerId: string): string =>
  `${randomUUID()}|${Date.now()}|${workerId}`;

/** A value somebody else has written is shown as it is. */
export function readHolder(value: string): Holder {
  const [, acquiredAt, workerId] = /^[^|]*\|(\d+)\|(.*)$/s.exec(value) ?? [undefined, '0', value];
  return { workerId: workerId ?? value, acquiredAt: new Date(Number(acquiredAt)) };
}
