/** A bar a figure has to reach. */
export interface Bar {
  name: string;
  value: number;
  passed: boolean;
}

export interface RetrievalResult {
  /** Printed as they are. */
  lines: readonly string[];
  /** By name; what the next run is compared with. */
  figures: Readonly<Record<string, number>>;
  bars: readonly Bar[];
  /** What is worth keeping beside the figures, such as the cases that failed. */
  details: unknown;
}
