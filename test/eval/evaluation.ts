/** A bar a figure has to reach. */
export interface Bar {
  name: string;
  value: number;
  passed: boolean;
}

export interface EvaluationResult {
  /** Printed as they are. */
  lines: readonly string[];
  /** By name; what the next run is compared with. */
  figures: Readonly<Record<string, number>>;
  bars: readonly Bar[];
  /** What is worth keeping beside the figures, such as the cases that failed. */
  details: unknown;
}

/** One part of the evals; it starts what it needs and stops it. */
export type Evaluation = () => Promise<EvaluationResult>;

/** Every part by its name, loaded when it is asked for. */
export const evaluations: Readonly<Record<string, () => Promise<Evaluation>>> = {
  retrieval: async () => (await import('./retrieval/retrieval.evaluation.js')).evaluateRetrieval,
};
