/** The same direction with length 1; a vector of zeros stays one. */
export const unitVector = (vector: ArrayLike<number>): Float32Array => {
  const unit = Float32Array.from(vector);
  const length = Math.hypot(...unit);
  return length === 0 ? unit : unit.map((value) => value / length);
};

/**
 * One byte a dimension: a quarter of the memory, and the angle between texts differs by less than
 * their wording makes it differ. Each vector has its own scale, which an angle does not need.
 */
export const quantised = (vector: Float32Array): Int8Array => {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Int8Array.from(vector, (value) =>
    largest === 0 ? 0 : Math.round((value * 127) / largest),
  );
};
