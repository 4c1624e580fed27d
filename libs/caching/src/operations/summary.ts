import { type RequestResult, type Tier } from '../observer.js';
import { addCounts, type Counts, type Percentiles, percentiles } from './histogram.js';
import { type ProcessReport, type ScopeFamilyReport } from './process-report.js';

type Requests = Partial<Record<RequestResult, number>>;

/** The least and the most that holds in any process, in milliseconds. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

interface Rates {
  /** Share of requests that needed no load of their own, 0 to 1; bypasses do not count. */
  readonly hitRate: number;
  /** Share that did, failed ones included. */
  readonly missRate: number;
}

export interface TierSummary {
  /** Requests this tier answered, by what the answer was. */
  readonly requests: Requests;
  /** How long they took for their callers, in milliseconds; from a sample of `count` reads. */
  readonly latencyMs: Percentiles;
}

/** One family, over all processes that declare it. */
export interface FamilySummary extends Rates {
  /** More than one while a deploy is under way. */
  readonly versions: readonly number[];
  /** As configured. */
  readonly ttlMs: Span;
  readonly adaptiveTtl: boolean;
  readonly tiers: Readonly<Record<Tier, TierSummary>>;
  readonly staleServed: number;
  readonly errors: number;
  readonly bypassed: number;
  readonly coalesced: number;
  readonly loads: number;
  readonly failedLoads: number;
  readonly loadMs: Percentiles;
  /** By reason; each is counted by the process that invalidated. */
  readonly invalidations: Readonly<Record<string, number>>;
  /** In the memories of the processes, together. */
  readonly entries: number;
  readonly bytes: number;
  readonly evictions: number;
}

/** One family of one scope, over all processes that count the scope apart. */
export interface ScopeFamilySummary extends Rates {
  readonly requests: Requests;
  readonly coalesced: number;
  readonly invalidations: number;
  /** What holds now: adaptive TTLs are learnt by each process for itself. */
  readonly ttlMs: Span | null;
}

export interface ScopeSummary {
  readonly scope: string;
  readonly requests: number;
  readonly families: Readonly<Record<string, ScopeFamilySummary>>;
}

/** Adds up what the processes counted, by family. */
export function sumFamilies(
  reports: readonly ProcessReport[],
): Readonly<Record<string, FamilySummary>> {
  const parts = reports.flatMap(({ families }) => Object.entries(families));
  return summarise(parts, (family, name) => sumFamily(family, sumInvalidations(reports, name)));
}

/**
 * By reason. Whoever invalidates counts it, whether it declares the family or not.
 * @param family `*`: of tags and of whole scopes
 */
export const sumInvalidations = (
  reports: readonly ProcessReport[],
  family: string,
): Readonly<Record<string, number>> =>
  sumRecords<string>(reports.map(({ invalidations }) => invalidations[family] ?? {})) as Record<
    string,
    number
  >;

/** Adds up what the processes counted, by scope; busiest first. */
export function sumScopes(reports: readonly ProcessReport[]): ScopeSummary[] {
  const byScope = Map.groupBy(
    reports.flatMap(({ scopes }) => scopes),
    ({ scope }) => scope,
  );
  const summaries = [...byScope].map(([scope, parts]) => {
    const families = summarise(
      parts.flatMap((part) => Object.entries(part.families)),
      sumScopeFamily,
    );
    const requests = total(Object.values(families).map(({ requests }) => all(requests)));
    return { scope, requests, families };
  });
  return summaries.sort((one, other) => other.requests - one.requests);
}

type FamilyPart = ProcessReport['families'][string];

function sumFamily(
  parts: readonly FamilyPart[],
  invalidations: FamilySummary['invalidations'],
): FamilySummary {
  const tiers = {
    l1: sumTier(parts, 'l1'),
    l2: sumTier(parts, 'l2'),
    loader: sumTier(parts, 'loader'),
  };
  const requests = sumRecords(Object.values(tiers).map((tier) => tier.requests));
  const { count: loads } = percentiles(latencies(parts, 'load'));
  const sum = (of: (part: FamilyPart) => number): number => total(parts.map(of));
  return {
    versions: [...new Set(parts.map(({ version }) => version))].sort((one, other) => one - other),
    ttlMs: span(parts.map(({ ttlMs }) => ttlMs)),
    adaptiveTtl: parts.some(({ adaptiveTtl }) => adaptiveTtl),
    ...rates(requests),
    tiers,
    staleServed: requests.stale ?? 0,
    errors: requests.error ?? 0,
    bypassed: requests.bypass ?? 0,
    coalesced: sum(({ coalesced }) => coalesced),
    loads,
    failedLoads: sum(({ failedLoads }) => failedLoads),
    loadMs: percentiles(latencies(parts, 'load')),
    invalidations,
    entries: sum(({ entries }) => entries),
    bytes: sum(({ bytes }) => bytes),
    evictions: sum(({ evictions }) => evictions),
  };
}

const sumTier = (parts: readonly FamilyPart[], tier: Tier): TierSummary => ({
  requests: sumRecords(parts.map(({ requests }) => requests[tier] ?? {})),
  latencyMs: percentiles(latencies(parts, tier)),
});

const latencies = (parts: readonly FamilyPart[], of: Tier | 'load'): Counts =>
  parts.reduce<Counts>((sum, part) => addCounts(sum, part.latencies[of] ?? []), []);

function sumScopeFamily(parts: readonly ScopeFamilyReport[]): ScopeFamilySummary {
  const requests = sumRecords(parts.map((part) => part.requests));
  const ttls = parts.map(({ ttlMs }) => ttlMs).filter((ttlMs) => ttlMs !== null);
  return {
    requests,
    ...rates(requests),
    coalesced: total(parts.map(({ coalesced }) => coalesced)),
    invalidations: total(parts.map(({ invalidations }) => invalidations)),
    ttlMs: ttls.length === 0 ? null : span(ttls),
  };
}

function rates({ hit = 0, negative = 0, stale = 0, miss = 0, error = 0 }: Requests): Rates {
  const hits = hit + negative + stale;
  const misses = miss + error;
  const asked = hits + misses;
  return asked === 0
    ? { hitRate: 0, missRate: 0 }
    : { hitRate: hits / asked, missRate: misses / asked };
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const all = (requests: Requests): number => total(Object.values(requests));

const span = (numbers: readonly number[]): Span => ({
  min: Math.min(...numbers),
  max: Math.max(...numbers),
});

/** Groups by name and sums up each group. */
function summarise<Part, Summary>(
  parts: readonly (readonly [string, Part])[],
  sum: (parts: readonly Part[], name: string) => Summary,
): Readonly<Record<string, Summary>> {
  const groups = Map.groupBy(parts, ([name]) => name);
  return Object.fromEntries(
    [...groups].map(([name, group]) => [
      name,
      sum(
        group.map(([, part]) => part),
        name,
      ),
    ]),
  );
}

function sumRecords<Name extends string>(
  records: readonly Readonly<Partial<Record<Name, number>>>[],
): Partial<Record<Name, number>> {
  const sums: Partial<Record<Name, number>> = {};
  for (const record of records) {
    for (const name of Object.keys(record) as Name[]) {
      sums[name] = (sums[name] ?? 0) + (record[name] ?? 0);
    }
  }
  return sums;
}
