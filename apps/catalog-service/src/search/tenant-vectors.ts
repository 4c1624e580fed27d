import { type NearbyDocument, type NearbyQuestion } from './passage-index.js';

/** A passage as it is stored; `vector` is one signed byte a dimension. */
export interface StoredPassage extends Omit<NearbyDocument, 'similarity'> {
  language: string;
  model: string;
  vector: Buffer;
}

interface Passage extends Omit<StoredPassage, 'vector'> {
  vector: Int8Array;
  length: number;
}

/** What a passage takes besides its vector, roughly: objects, strings, its place in the maps. */
const overheadBytes = 400;

const dot = (one: Float32Array, other: Int8Array): number => {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
};

const passageOf = ({ vector, ...stored }: StoredPassage): Passage => {
  const bytes = new Int8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  let squares = 0;
  // A loop, for there are a million of these in a tenant of two thousand passages.
  for (let index = 0; index < bytes.length; index++) squares += (bytes[index] ?? 0) ** 2;
  return { ...stored, vector: bytes, length: Math.sqrt(squares) || 1 };
};

/**
 * The vectors of one tenant, compared one by one: exact, and a few thousand take a millisecond or
 * two. An approximate index would cost more to build than it saves before some hundred thousand.
 */
export class TenantVectors {
  readonly #documents = new Map<string, Passage[]>();
  #bytes = 0;

  constructor(passages: readonly StoredPassage[]) {
    this.#add(passages);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the passages in place of all there were of these documents. */
  replace(ids: readonly string[], passages: readonly StoredPassage[]): void {
    for (const id of ids) {
      for (const { vector } of this.#documents.get(id) ?? []) {
        this.#bytes -= vector.byteLength + overheadBytes;
      }
      this.#documents.delete(id);
    }
    this.#add(passages);
  }

  nearest({
    vector,
    limit,
    model,
    kinds,
    languages,
  }: Omit<NearbyQuestion, 'tenantId'>): NearbyDocument[] {
    const found: NearbyDocument[] = [];
    for (const [id, passages] of this.#documents) {
      const [first] = passages;
      if (first === undefined || (kinds && !kinds.includes(first.kind))) continue;
      if (languages && !languages.includes(first.language)) continue;
      let best = { part: 0, similarity: -Infinity };
      for (const passage of passages) {
        if (passage.model !== model) continue;
        const similarity = dot(vector, passage.vector) / passage.length;
        if (similarity > best.similarity) best = { part: passage.part, similarity };
      }
      if (best.similarity > -Infinity) found.push({ kind: first.kind, id, ...best });
    }
    return found
      .sort((one, other) => other.similarity - one.similarity || (one.id < other.id ? -1 : 1))
      .slice(0, limit);
  }

  #add(stored: readonly StoredPassage[]): void {
    for (const passage of stored.map(passageOf)) {
      const others = this.#documents.get(passage.id);
      if (others === undefined) this.#documents.set(passage.id, [passage]);
      else others.push(passage);
      this.#bytes += passage.vector.byteLength + overheadBytes;
    }
  }
}
