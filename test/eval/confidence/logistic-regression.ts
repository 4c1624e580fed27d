export interface Example {
  features: readonly number[];
  holds: boolean;
}

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

const weighted = (weights: readonly number[], features: readonly number[]): number =>
  features.reduce(
    (sum, feature, index) => sum + feature * (weights[index + 1] ?? 0),
    weights[0] ?? 0,
  );

/** @param weights the constant's first, then one a feature */
export const probability = (weights: readonly number[], features: readonly number[]): number =>
  logistic(weighted(weights, features));

const steps = 20_000;
const stride = 0.02;
/** Keeps the weights finite where a line parts the examples without an error. */
const decay = 1e-4;

/**
 * Logistic regression by gradient ascent: slow and plain, for some hundred examples.
 * @returns the constant's weight, then one a feature
 */
export const fit = (examples: readonly Example[]): number[] => {
  let weights = new Array<number>(1 + (examples[0]?.features.length ?? 0)).fill(0);
  for (let step = 0; step < steps; step++) {
    const slope = weights.map((weight, index) => (index === 0 ? 0 : -decay * weight));
    for (const { features, holds } of examples) {
      const error = Number(holds) - probability(weights, features);
      [1, ...features].forEach((feature, index) => {
        slope[index] = (slope[index] ?? 0) + stride * error * feature;
      });
    }
    weights = weights.map((weight, index) => weight + (slope[index] ?? 0));
  }
  return weights;
};

/** Mean surprise, in nats, at what came out; ln 2 is a coin's. */
export const logLoss = (
  examples: readonly Example[],
  confidence: (features: readonly number[]) => number,
): number =>
  examples.reduce((sum, { features, holds }) => {
    const sure = Math.min(1 - 1e-6, Math.max(1e-6, confidence(features)));
    return sum - Math.log(holds ? sure : 1 - sure);
  }, 0) / examples.length;
