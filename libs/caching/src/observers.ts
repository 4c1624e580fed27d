import {
  type CacheObserver,
  type InvalidationEvent,
  type LoadEvent,
  type RequestEvent,
  type TroubleEvent,
} from './observer.js';

type RequestObserver = CacheObserver & Required<Pick<CacheObserver, 'request'>>;

const hearsRequests = (observer: CacheObserver): observer is RequestObserver =>
  observer.request !== undefined;

/** Tells every observer. */
export class Observers implements CacheObserver {
  #observers: readonly CacheObserver[] = [];
  /** Those that want to hear of requests, which are many. */
  #ofRequests: readonly RequestObserver[] = [];

  constructor(observers: readonly CacheObserver[]) {
    this.#tell(observers);
  }

  /** Returns how to remove it again. */
  add(observer: CacheObserver): () => void {
    this.#tell([...this.#observers, observer]);
    return () => {
      this.#tell(this.#observers.filter((each) => each !== observer));
    };
  }

  request(event: RequestEvent): void {
    for (const observer of this.#ofRequests) observer.request(event);
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

  #tell(observers: readonly CacheObserver[]): void {
    this.#observers = observers;
    this.#ofRequests = observers.filter(hearsRequests);
  }
}
