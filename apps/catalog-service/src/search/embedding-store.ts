import { quantised } from '#embeddings';
import { type DocumentKind } from '#persistence';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

interface DocumentKey {
  tenantId: string;
  kind: DocumentKind;
  id: string;
}

/** A document whose vectors are to be computed, claimed for a while by the process that has it. */
export interface ClaimedDocument extends DocumentKey {
  /** Of its text when it was claimed. */
  textHash: string;
  title: string;
  body: string;
}

export interface EmbeddedDocument extends ClaimedDocument {
  passages: readonly { text: string; vector: Float32Array }[];
}

/**
 * Skips what others hold. A claim that was not fulfilled (the process died, the model refused) comes
 * to an end by itself, each time later: one text nobody can embed does not keep the others waiting.
 * Two comparisons instead of `<>`, because they can use the index.
 */
const claimSql = `
WITH due AS MATERIALIZED (
  SELECT tenant_id, kind, id FROM document_embedding
  WHERE (model IS NULL OR model < $1 OR model > $1)
    AND (claimed_until IS NULL OR claimed_until < now())
  LIMIT $2 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE document_embedding AS embedding
  SET attempts = attempts + 1,
    claimed_until = now() + interval '1 minute' * 2 ^ least(attempts, 8)
  FROM due WHERE (embedding.tenant_id, embedding.kind, embedding.id)
    = (due.tenant_id, due.kind, due.id)
  RETURNING embedding.tenant_id, embedding.kind, embedding.id, text_hash
)
SELECT tenant_id AS "tenantId", kind, id, text_hash AS "textHash", title,
  coalesce(body, '') AS body
FROM claimed JOIN catalog_text USING (tenant_id, kind, id)`;

/** Only where the text is still the one that was embedded: a newer one is claimed anew. */
const doneSql = `
UPDATE document_embedding
SET model = $5, embedded_at = now(), claimed_until = NULL, attempts = 0
WHERE tenant_id = $1 AND kind = $2 AND id = $3 AND text_hash = $4
RETURNING id`;

const replaceSql = `
WITH gone AS (
  DELETE FROM document_passage WHERE tenant_id = $1 AND kind = $2 AND id = $3 AND part >= $7
)
INSERT INTO document_passage AS passage (tenant_id, kind, id, part, text, model, vector)
SELECT $1, $2, $3, part - 1, text, $4, vector
FROM unnest($5::text[], $6::bytea[]) WITH ORDINALITY AS passages (text, vector, part)
ON CONFLICT (tenant_id, kind, id, part) DO UPDATE
SET text = excluded.text, model = excluded.model, vector = excluded.vector`;

const tellSql = `
WITH told AS (
  INSERT INTO change_log (tenant_id, subject, ids) VALUES ($1, 'embedding', ARRAY[$2])
)
SELECT pg_notify('change_log', '')`;

/** The documents to embed and their vectors, in PostgreSQL. */
@Injectable()
export class EmbeddingStore {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** Documents without vectors of the model or with a newer text, at most `limit`. */
  claim(model: string, limit: number): Promise<ClaimedDocument[]> {
    return this.database.query(claimSql, [model, limit]);
  }

  /** @returns whether they are the vectors of the text as it is now; if not, nothing was stored */
  save(model: string, document: EmbeddedDocument): Promise<boolean> {
    const { tenantId, kind, id, textHash, passages } = document;
    return this.database.transaction(async (manager) => {
      const [done] = await manager.query<[unknown[], number]>(doneSql, [
        ...[tenantId, kind, id, textHash, model],
      ]);
      if (done.length === 0) return false;
      await manager.query(replaceSql, [
        ...[tenantId, kind, id, model],
        passages.map(({ text }) => text),
        passages.map(({ vector }) => Buffer.from(quantised(vector).buffer)),
        passages.length,
      ]);
      await manager.query(tellSql, [tenantId, id]);
      return true;
    });
  }
}
