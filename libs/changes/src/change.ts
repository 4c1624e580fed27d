/** What is logged: see the triggers of the migration `change-log`. */
export type ChangeSubject =
  'product' | 'service' | 'knowledge' | 'search' | 'agent' | 'channel' | 'api_key';

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
