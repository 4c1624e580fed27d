/**
 * Waits until `probe` returns something other than undefined and false, asking every 20 ms.
 * @throws with `what` when that takes longer than `withinMs`
 */
export const eventually = async <Value>(
  what: string,
  probe: () => Value | Promise<Value>,
  withinMs = 10_000,
): Promise<Exclude<Value, undefined | false | null>> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false && value !== null) {
      return value as Exclude<Value, undefined | false | null>;
    }
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
