/** What is logged: see the triggers of the migration `change-log`. */
export type ChangeSubject =
  | 'product'
  | 'service'
  | 'knowledge'
  | 'search'
  // Written by who computes vectors, not by a trigger.
  | 'embedding'
  | 'agent'
  | 'channel'
  | 'api_key';

/** What was committed since the log was last read, by tenant and subject. */
export interface Change {
  subject: ChangeSubject;
  /** Null: what belongs to no tenant, such as the platform's keys. */
  tenantId: string | null;
  /** What exactly; null: more than are worth naming, or everything. Of API keys the SHA-256, in hex. */
  ids: readonly string[] | null;
}

/** @throws to be told the same once more, a moment later */
export type ChangeListener = (change: Change) => Promise<void>;

/** What holds copies and can take them back: a `CacheFamily` of #caching, for one. */
interface Forgetful {
  invalidate(scope: string, id: string, reason: string): Promise<void>;
  invalidateScope(scope: string, reason: string): Promise<void>;
}

/** Takes back what a change names, or everything of the scope. */
export const forgetChanged = async (
  held: Forgetful,
  scope: string,
  { ids }: Change,
): Promise<void> => {
  const reason = 'changed';
  if (ids === null) await held.invalidateScope(scope, reason);
  else await Promise.all(ids.map((id) => held.invalidate(scope, id, reason)));
};
