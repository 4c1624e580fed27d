/** One thing that happened to a message, and who did it. */
export interface AuditStep {
  at: string;
  /**
   * `received`, `turn`, `replied`, `delivery.attempted`, `delivery.delivered` (`failed`,
   * `unconfirmed`), `delivery.reported` and `delivery.settled` (what the provider said), `delivery.due`
   * (the next attempt, which is yet to come), or an operator's or worker's action, such as `message.replayed`.
   */
  step: string;
  /** `channel:<id>`, `worker:<id>`, `key:<id>`, `provider`, `cli`; null: not recorded. */
  by: string | null;
  detail: object;
}

/** In the order of time; what happened at the same moment stays in the order given. */
export const inOrder = (steps: AuditStep[]): AuditStep[] =>
  steps.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
