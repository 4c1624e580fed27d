import { type CacheOverview, type FamilySummary, type KeyOverview } from '#caching';

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const familyRow = (name: string, family: FamilySummary): Record<string, string | number> => ({
  family: name,
  hits: percent(family.hitRate),
  'l1 p50/p99 ms': `${family.tiers.l1.latencyMs.p50}/${family.tiers.l1.latencyMs.p99}`,
  'l2 p50/p99 ms': `${family.tiers.l2.latencyMs.p50}/${family.tiers.l2.latencyMs.p99}`,
  'load p50/p99 ms': `${family.loadMs.p50}/${family.loadMs.p99}`,
  loads: family.loads,
  coalesced: family.coalesced,
  stale: family.staleServed,
  errors: family.errors,
  entries: family.entries,
  bytes: family.bytes,
  evicted: family.evictions,
  invalidated: Object.values(family.invalidations).reduce((sum, count) => sum + count, 0),
  'ttl s': family.ttlMs.max / 1000,
});

const printTable = (rows: readonly object[]): void => {
  const [first] = rows;
  if (first === undefined) return;
  const lines = [Object.keys(first), ...rows.map((row) => Object.values(row).map(String))];
  const widths = Object.keys(first).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines) {
    const cells = line.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
};

export const printOverview = ({ families, processes, scopes }: CacheOverview): void => {
  printTable(Object.entries(families).map(([name, family]) => familyRow(name, family)));
  for (const { scope, requests, families } of scopes) {
    const rates = Object.entries(families).map(([name, { hitRate, ttlMs }]) =>
      ttlMs === null ? name : `${name} ${percent(hitRate)} (ttl ${ttlMs.min / 1000} s)`,
    );
    process.stdout.write(`tenant ${scope}  ${requests} requests  ${rates.join(', ')}\n`);
  }
  for (const { process: name, memory, redis, since } of processes) {
    const state = redis?.breakerOpen ? 'breaker open' : redis?.connected ? 'connected' : 'no Redis';
    process.stdout.write(`${name}  since ${since}  ${memory.bytes} bytes  ${state}\n`);
  }
};

export const printKey = ({ processes, lastInvalidation }: KeyOverview): void => {
  printTable(
    processes.flatMap(({ process: name, l1, l2 }) =>
      Object.entries({ l1, l2 }).map(([tier, facts]) => {
        if (facts === null || facts === 'unavailable') {
          return {
            process: name,
            tier,
            state: facts ?? 'absent',
            age: '',
            left: '',
            bytes: '',
            tags: '',
          };
        }
        const { state, ageMs, ttlLeftMs, bytes, tags } = facts;
        const times = { age: `${ageMs} ms`, left: `${ttlLeftMs} ms` };
        return { process: name, tier, state, ...times, bytes, tags: tags.join(' ') };
      }),
    ),
  );
  if (lastInvalidation === null) process.stdout.write('no invalidation is remembered\n');
  else {
    const { at, by, reason } = lastInvalidation;
    process.stdout.write(`last invalidated ${at} by ${by}: ${reason}\n`);
  }
};
