/** One line of a table: figures by column, in the table's units. */
export interface Row {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
}

/** What a figure must reach. */
export interface Target {
  readonly name: string;
  /** Such as `≤ 1.3`. */
  readonly wanted: string;
  readonly measured: number;
  readonly passed: boolean;
}

/** What a part of a benchmark found out. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

export const atMost = (name: string, bound: number, measured: number): Target => ({
  name,
  wanted: `≤ ${bound}`,
  measured,
  passed: measured <= bound,
});

export const atLeast = (name: string, bound: number, measured: number): Target => ({
  name,
  wanted: `≥ ${bound}`,
  measured,
  passed: measured >= bound,
});

export const exactly = (name: string, wanted: number, measured: number): Target => ({
  name,
  wanted: `= ${wanted}`,
  measured,
  passed: measured === wanted,
});
