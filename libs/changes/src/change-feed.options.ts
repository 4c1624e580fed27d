export interface ChangeFeedOptions {
  /** PostgreSQL itself: behind a transaction pooler nothing is heard, and all is left to polling. */
  databaseUrl: string;
  /** Shown in pg_stat_activity: whose connection it is. */
  applicationName: string;
  /** `false`: nothing is cached that a change could make wrong, so no connection is made (true). */
  enabled?: boolean;
  /**
   * How far to look back when nothing is known of what was told before, in milliseconds: as long as
   * anything lives in a cache that outlives this process. A day at most.
   */
  lookBackMs: number;
  /**
   * How often the log is read even though nothing was heard, in milliseconds (400): notifications
   * make changes known early, reading makes sure of it.
   */
  pollMs?: number;
}
