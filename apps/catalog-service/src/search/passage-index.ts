import { type DocumentKind } from '#persistence';

/**
 * How long an index may not have heard of vectors that are stored. Changes are told within half a
 * second; when they were not for this long, nothing held counts.
 */
export const maxLagMs = 5_000;

/** What of a tenant's documents may be found. */
export interface SearchFilter {
  /** Absent: all. */
  kinds?: readonly DocumentKind[];
  /** ISO 639-1; absent: all. */
  languages?: readonly string[];
}

export interface NearbyDocument {
  kind: DocumentKind;
  id: string;
  /** Of its passage that is nearest. */
  part: number;
  /** The cosine of the angle between question and passage: 1 means the same, 0 has nothing to do with it. */
  similarity: number;
}

export interface NearbyQuestion extends SearchFilter {
  tenantId: string;
  model: string;
  /** Of length 1. */
  vector: Float32Array;
  limit: number;
}

/**
 * A tenant's passages by their vectors. Every implementation holds to `passage-index.contract.ts`.
 * Abstract class rather than interface: it is its own injection token.
 */
export abstract class PassageIndex {
  /** The tenant's active documents nearest to a question, nearest first, each once. */
  abstract nearest(question: NearbyQuestion): Promise<NearbyDocument[]>;
}
