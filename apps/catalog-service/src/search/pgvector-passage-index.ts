import { type DataSource } from 'typeorm';
import { type NearbyDocument, type NearbyQuestion, PassageIndex } from './passage-index.js';

/** Made by `npm run cli -- search enable-pgvector`. A vector of zeros has no angle: similarity 0. */
const nearestSql = `
SELECT kind, id, part, 1 - coalesce(nullif(distance, 'NaN'), 1) AS similarity
FROM nearest_passages($1, $2, $3::text::halfvec, $4, $5, $6)`;

/** Passages in PostgreSQL, compared there: nothing is held or loaded by the process. */
export class PgvectorPassageIndex extends PassageIndex {
  constructor(private readonly database: DataSource) {
    super();
  }

  nearest({
    tenantId,
    model,
    vector,
    kinds,
    languages,
    limit,
  }: NearbyQuestion): Promise<NearbyDocument[]> {
    return this.database.query<NearbyDocument[]>(nearestSql, [
      ...[tenantId, model, `[${vector.join(',')}]`],
      ...[kinds ?? null, languages ?? null, limit],
    ]);
  }
}
