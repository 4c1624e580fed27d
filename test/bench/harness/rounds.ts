/** The items, the `turn`th of them first. */
const rotated = <Item>(items: readonly Item[], turn: number): Item[] => {
  const start = turn % Math.max(1, items.length);
  return [...items.slice(start), ...items.slice(0, start)];
};

/**
 * Measures every contestant once in each round, another one first each time: what slows the machine
 * down for a while hits all of them. @returns by contestant, its samples by round
 */
export const inRounds = async <Contestant, Sample>(
  contestants: readonly Contestant[],
  rounds: number,
  measure: (contestant: Contestant) => Promise<Sample>,
): Promise<Map<Contestant, Sample[]>> => {
  const samples = new Map<Contestant, Sample[]>(contestants.map((one) => [one, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contestant of rotated(contestants, round)) {
      samples.get(contestant)?.push(await measure(contestant));
    }
  }
  return samples;
};
