import {
  type CacheObserver,
  type InvalidationEvent,
  type LoadEvent,
  type RequestEvent,
  type TroubleEvent,
} from './observer.js';

/** Tells every observer. */
export class Observers implements CacheObserver {
  #observers: readonly CacheObserver[];

  constructor(observers: readonly CacheObserver[]) {
    this.#observers = observers;
  }

  /** Returns how to remove it again. */
  add(observer: CacheObserver): () => void {
    this.#observers = [...this.#observers, observer];
    return () => void (this.#observers = this.#observers.filter((each) => each !== observer));
  }

  request(event: RequestEvent): void {
    for (const observer of this.#observers) observer.request?.(event);
  }

  load(event: LoadEvent): void {
    for (const observer of this.#observers) observer.load?.(event);
  }

  invalidation(event: InvalidationEvent): void {
    for (const observer of this.#observers) observer.invalidation?.(event);
  }

  trouble(event: TroubleEvent): void {
    for (const observer of this.#observers) observer.trouble?.(event);
  }
}
