import { APICallError } from 'ai';
import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  retry,
  wrap,
} from 'cockatiel';

/** The provider took longer than a call may. It may have worked, and charged, all the same. */
export class ModelTimeoutError extends Error {}

/** Too many requests, a fault of theirs, or nobody there: the same call may do better later. */
const isTransient = (error: unknown): boolean =>
  APICallError.isInstance(error) && error.isRetryable;

const isProviderFault = (error: unknown): boolean =>
  isTransient(error) || error instanceof ModelTimeoutError;

export interface ProviderGuardOptions {
  /** Times a call is tried besides the first. */
  retries: number;
  /** Before the first retry, in ms; doubles from there, with decorrelated jitter. */
  retryDelayMs: number;
  /** Faults in a row after which the provider is left alone. */
  faultsToOpen: number;
  /** For how long, in ms. */
  openMs: number;
}

export const usualGuard: ProviderGuardOptions = {
  retries: 1,
  retryDelayMs: 250,
  faultsToOpen: 5,
  openMs: 15_000,
};

/**
 * Stands before every call of one provider: retries what may pass, and stops asking for a while when
 * nothing does. Timeouts are not retried: the turn has no time to wait twice, and may pay twice.
 */
export const providerGuard = (options: ProviderGuardOptions): IPolicy =>
  wrap(
    retry(handleWhen(isTransient), {
      maxAttempts: options.retries,
      backoff: new ExponentialBackoff({
        initialDelay: options.retryDelayMs,
        maxDelay: options.retryDelayMs * 8,
      }),
    }),
    circuitBreaker(handleWhen(isProviderFault), {
      halfOpenAfter: options.openMs,
      breaker: new ConsecutiveBreaker(options.faultsToOpen),
    }),
  );
