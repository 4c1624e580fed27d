import { type ConversationStatus, conversationStatuses } from '#persistence';

/** Sums by measure, as the database keeps them: see the migration `statistics`. */
export type Counted = Readonly<Record<string, number>>;

/** Conversations begun in the time, and what was written and answered in it. */
export interface ConversationFigures {
  total: number;
  /** By what they are now. */
  byStatus: Record<ConversationStatus, number>;
  messages: number;
  interactions: number;
}

/** `null` where nothing was answered in the time. */
export interface AgentFigures {
  interactions: number;
  averageConfidence: number | null;
  /** Share of interactions that ended with a person, 0 to 1. */
  handoffRate: number | null;
  totalCostUsd: number;
  averageProcessingMs: number | null;
  /** Within 2 % of the true one. */
  p95ProcessingMs: number | null;
}

const bucketPrefix = 'processing:';
/** As in `statistic_bucket`. */
const gamma = 1.02 / 0.98;

/** The value whose relative distance to all of the bucket is least: DDSketch's estimate. */
const valueOf = (bucket: number): number => (2 * gamma ** bucket) / (gamma + 1);

const quantile = (counted: Counted, share: number): number | null => {
  const buckets = Object.entries(counted)
    .filter(([measure, count]) => measure.startsWith(bucketPrefix) && count > 0)
    .map(([measure, count]) => ({ bucket: Number(measure.slice(bucketPrefix.length)), count }))
    .sort((one, other) => one.bucket - other.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let left = Math.ceil(share * total);
  for (const { bucket, count } of buckets) {
    left -= count;
    if (left <= 0) return Math.round(valueOf(bucket));
  }
  return null;
};

export const conversationFigures = (counted: Counted): ConversationFigures => {
  const byStatus = Object.fromEntries(
    conversationStatuses.map((status) => [status, counted[`conversations:${status}`] ?? 0]),
  ) as Record<ConversationStatus, number>;
  return {
    total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
    byStatus,
    messages: counted['messages'] ?? 0,
    interactions: counted['interactions'] ?? 0,
  };
};

export const agentFigures = (counted: Counted): AgentFigures => {
  const interactions = counted['interactions'] ?? 0;
  const perInteraction = (measure: string): number | null =>
    interactions === 0 ? null : (counted[measure] ?? 0) / interactions;
  return {
    interactions,
    averageConfidence: perInteraction('confidence'),
    handoffRate: perInteraction('handoffs'),
    totalCostUsd: counted['cost_usd'] ?? 0,
    averageProcessingMs: perInteraction('processing_ms'),
    p95ProcessingMs: quantile(counted, 0.95),
  };
};
