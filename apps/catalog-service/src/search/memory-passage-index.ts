import { type Change, ChangeFeed, type ChangeSubject } from '#changes';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import {
  maxLagMs,
  type NearbyDocument,
  type NearbyQuestion,
  PassageIndex,
} from './passage-index.js';
import { type StoredPassage, TenantVectors } from './tenant-vectors.js';

/** Whatever may change which passages a tenant has, or whether they may be found. */
const subjects: readonly ChangeSubject[] = ['product', 'service', 'knowledge', 'embedding'];

/** Some 300 tenants of 200 documents, or one of 100,000 passages; what does not fit is loaded again. */
const defaultMaxBytes = 96 * 1024 * 1024;
/** One tenant may not take all of it. */
const maxPassages = 50_000;
const passagesSql = `
SELECT kind, id, part, language, model, vector
FROM document_passage AS passage JOIN catalog_document AS document USING (tenant_id, kind, id)
WHERE tenant_id = $1 AND active AND ($2::uuid[] IS NULL OR id = ANY ($2))
ORDER BY id, part LIMIT ${maxPassages}`;

interface Held {
  loading: Promise<TenantVectors>;
  /** Told to have changed and not read again yet; null: more than are worth naming. */
  stale: Set<string> | null;
  bytes: number;
}

/**
 * Passages by tenant in this process's memory: read when a tenant is first asked about, kept while
 * there is room (who was not asked for longest goes first), and kept up to date by the change feed,
 * document by document.
 */
@Injectable()
export class MemoryPassageIndex extends PassageIndex {
  readonly #held = new Map<string, Held>();
  #maxBytes = defaultMaxBytes;

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly changes: ChangeFeed,
  ) {
    super();
    for (const subject of subjects) {
      changes.on(subject, (change) => {
        this.#note(change);
        return Promise.resolve();
      });
    }
  }

  /** What is held, in bytes, roughly. */
  get bytes(): number {
    return [...this.#held.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get tenants(): number {
    return this.#held.size;
  }

  /** How much may be held, in bytes; the tenant asked about last is held whatever it takes. */
  limitTo(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#makeRoom();
  }

  async nearest({ tenantId, ...question }: NearbyQuestion): Promise<NearbyDocument[]> {
    return (await this.#vectorsOf(tenantId)).nearest(question);
  }

  async #vectorsOf(tenantId: string): Promise<TenantVectors> {
    const held = this.#current(tenantId) ?? this.#load(tenantId);
    // The last in the map was asked for last.
    this.#held.delete(tenantId);
    this.#held.set(tenantId, held);
    this.#refresh(tenantId, held);
    try {
      const vectors = await held.loading;
      held.bytes = vectors.bytes;
      this.#makeRoom();
      return vectors;
    } catch (error) {
      if (this.#held.get(tenantId) === held) this.#held.delete(tenantId);
      throw error;
    }
  }

  #current(tenantId: string): Held | undefined {
    const held = this.#held.get(tenantId);
    return held?.stale === null || !this.changes.isCurrent(maxLagMs) ? undefined : held;
  }

  #load(tenantId: string): Held {
    const loading = this.#read(tenantId, null).then((passages) => new TenantVectors(passages));
    return { loading, stale: new Set(), bytes: 0 };
  }

  /** One after the other; what changes meanwhile is noted anew. */
  #refresh(tenantId: string, held: Held): void {
    const ids = [...(held.stale ?? [])];
    if (ids.length === 0) return;
    held.stale = new Set();
    held.loading = held.loading.then(async (vectors) => {
      vectors.replace(ids, await this.#read(tenantId, ids));
      return vectors;
    });
  }

  #read(tenantId: string, ids: string[] | null): Promise<StoredPassage[]> {
    return this.database.query<StoredPassage[]>(passagesSql, [tenantId, ids]);
  }

  #note({ tenantId, ids }: Change): void {
    if (tenantId === null) {
      this.#held.clear();
      return;
    }
    const held = this.#held.get(tenantId);
    if (held === undefined) return;
    if (ids === null) held.stale = null;
    else for (const id of ids) held.stale?.add(id);
  }

  #makeRoom(): void {
    let { bytes } = this;
    for (const [tenantId, held] of this.#held) {
      if (bytes <= this.#maxBytes || this.#held.size === 1) return;
      this.#held.delete(tenantId);
      bytes -= held.bytes;
    }
  }
}
