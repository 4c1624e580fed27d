import { type BenchServers, type ServersNeeded } from './harness/bench-servers.js';
import { type Section } from './harness/report.js';
import { type BenchOptions } from './options.js';

/** Measures one thing, on servers that other parts have used before. */
export type Part = (servers: BenchServers, options: BenchOptions) => Promise<Section[]>;

/** What `npm run bench -- <name>` runs; see {@link benchmarks} for the names. */
export interface Benchmark {
  /** By name, in the order in which they run. */
  readonly parts: Readonly<Record<string, Part>>;
  /** Started before the first part and stopped after the last. */
  readonly servers: ServersNeeded;
  /** Packages whose speed is compared: the report names their versions. */
  readonly packages: readonly string[];
}
