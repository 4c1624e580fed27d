/** How fast something may go on: `burst` at once, and then one every `intervalMs`. */
export interface Pace {
  /** What is paced. */
  key: string;
  intervalMs: number;
  burst: number;
}

/** Counts sends; they are taken from all paces, or, when one of them has to wait, from none. */
export interface PaceKeeper {
  /**
   * @param cost how many sends
   * @returns 0: go ahead, they are counted; else the milliseconds after which to ask again
   */
  take(paces: readonly Pace[], cost: number): Promise<number>;
}
