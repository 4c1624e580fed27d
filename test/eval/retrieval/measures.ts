/** Where the first source that answers a question was found: 1 is the best place; undefined: not at all. */
export type Place = number | undefined;

export const placeOf = (found: readonly string[], sources: readonly string[]): Place => {
  const index = found.findIndex((id) => sources.includes(id));
  return index === -1 ? undefined : index + 1;
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The share of questions with an answer among the first `depth`. */
export const recallAt = (depth: number, places: readonly Place[]): number =>
  mean(places.map((place) => (place !== undefined && place <= depth ? 1 : 0)));

/** Mean reciprocal rank: 1 when every first place answers, 0.5 when every second one does. */
export const meanReciprocalRank = (places: readonly Place[]): number =>
  mean(places.map((place) => (place === undefined ? 0 : 1 / place)));
