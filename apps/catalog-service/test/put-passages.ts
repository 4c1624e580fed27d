import { quantised } from '#embeddings';
import { type DataSource } from 'typeorm';

interface Passages {
  tenantId: string;
  id: string;
  vectors: readonly number[][];
  language: string;
}

/** A knowledge entry with given vectors of model `m`, as the embedding of its text leaves it. */
export const putPassages = async (
  source: DataSource,
  { tenantId, id, vectors, language }: Passages,
): Promise<void> => {
  await source.query(
    `INSERT INTO knowledge_entry (tenant_id, id, type, title, content, language)
     VALUES ($1, $2, 'faq', 'Title', 'Text', $3) ON CONFLICT DO NOTHING`,
    [tenantId, id, language],
  );
  await source.query('DELETE FROM document_passage WHERE id = $1', [id]);
  await source.query(
    `INSERT INTO document_passage (tenant_id, kind, id, part, text, model, vector)
     SELECT $1, 'knowledge', $2, part - 1, 'Text', 'm', vector
     FROM unnest($3::bytea[]) WITH ORDINALITY AS passages (vector, part)`,
    [
      tenantId,
      id,
      vectors.map((vector) => Buffer.from(quantised(Float32Array.from(vector)).buffer)),
    ],
  );
  await source.query(
    `INSERT INTO change_log (tenant_id, subject, ids) VALUES ($1, 'embedding', ARRAY[$2])`,
    [tenantId, id],
  );
};
