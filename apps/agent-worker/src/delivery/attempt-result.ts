import { type SendOutcome } from '#channels';
import { type Environment } from '#config';
import { type DeliveryAttempt } from '#persistence';
import { type ClaimedDelivery } from './claimed-delivery.js';
import { nextAttemptInMs } from './retry-schedule.js';

/** What to record of an attempt: how it ended, and what becomes of the delivery. */
export interface AttemptResult {
  outcome: DeliveryAttempt['outcome'];
  /** `failed` is recorded as `unconfirmed` where an earlier attempt may have arrived. */
  state: 'delivered' | 'failed' | 'pending' | 'ambiguous';
  error?: string;
  /** Milliseconds until the delivery is looked at again; none: it is final. */
  retryInMs?: number;
}

/** An attempt that told something: all but `withheld`, of which nothing is recorded. */
export type EndedAttempt = Exclude<SendOutcome, { outcome: 'withheld' }>;

/** Applies the delivery's guarantee to what is known after an attempt. */
export const resultOf = (
  ended: EndedAttempt,
  {
    attempts,
    guarantee,
    settledByCallback = false,
  }: Pick<ClaimedDelivery, 'attempts' | 'guarantee'> & { settledByCallback?: boolean },
  environment: Pick<Environment, 'SEND_RETRY_MS' | 'LOOKUP_GRACE_MS'>,
): AttemptResult => {
  const { outcome } = ended;
  if (outcome === 'delivered') return { outcome, state: 'delivered' };
  const { error } = ended;
  if (outcome === 'refused') return { outcome, state: 'failed', error };
  const state = outcome === 'ambiguous' ? 'ambiguous' : 'pending';
  if (outcome === 'ambiguous' && guarantee === 'at_most_once') {
    return { outcome, state, error, retryInMs: environment.LOOKUP_GRACE_MS };
  }
  const askedForMs =
    outcome === 'not_sent'
      ? ended.retryAfterMs
      : // Sent again it would be read twice; the callback that makes that needless may be on its way.
        settledByCallback
        ? environment.LOOKUP_GRACE_MS
        : undefined;
  const retryInMs = nextAttemptInMs(attempts, environment.SEND_RETRY_MS, askedForMs);
  return retryInMs === undefined
    ? { outcome, state: 'failed', error: `given up: ${error}` }
    : { outcome, state, error, retryInMs };
};
