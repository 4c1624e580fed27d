import { type LeaseEvent } from './leases/lease-events.js';

/** A call was let through as the first of its key, or answered as a duplicate. */
export interface CallEvent {
  readonly type: 'first' | 'duplicate';
  readonly key: string;
}

/** A processing state was not read or not written; nobody else is told of it. */
export interface StateTroubleEvent {
  readonly type: 'state-trouble';
  readonly id: string;
  readonly error: unknown;
}

export type DedupEvent = LeaseEvent | CallEvent | StateTroubleEvent;

export type DedupObserver = (event: DedupEvent) => void;

/** What a log line does must not decide who holds a lease: an observer that fails is warned of. */
export function notify(observer: DedupObserver | undefined, event: DedupEvent): void {
  try {
    observer?.(event);
  } catch (error) {
    process.emitWarning(`An observer of duplicates and leases failed: ${String(error)}`);
  }
}
