import { type MigrationInterface, type QueryRunner } from 'typeorm';

const putDocument = (more: string): string => `
  CREATE OR REPLACE PROCEDURE put_catalog_document(
    tenant uuid, kind text, id uuid, title text, language text, priority integer, active boolean,
    terms text, body text)
    LANGUAGE sql AS $$
      INSERT INTO catalog_document AS document
      VALUES (tenant, kind, id, title, language, priority, active,
              search_vector(language, title, terms, body))
      ON CONFLICT ON CONSTRAINT catalog_document_pkey DO UPDATE
      SET title = excluded.title, language = excluded.language, priority = excluded.priority,
          active = excluded.active, search = excluded.search;
      ${more}
    $$;`;

const outOfDate = `
      INSERT INTO document_embedding AS embedding (tenant_id, kind, id, text_hash)
      VALUES (tenant, kind, id, md5(concat_ws(E'\\n', title, terms, body)))
      ON CONFLICT ON CONSTRAINT document_embedding_pkey DO UPDATE
      SET text_hash = excluded.text_hash, model = NULL, attempts = 0, claimed_until = NULL
      WHERE embedding.text_hash <> excluded.text_hash;`;

const schema = `
  -- What is embedded and what is to be: the row is the task, so that none is lost by a crash.
  CREATE TABLE document_embedding (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    id uuid NOT NULL,
    text_hash text NOT NULL,
    model text,
    attempts integer NOT NULL DEFAULT 0,
    claimed_until timestamptz,
    PRIMARY KEY (tenant_id, kind, id),
    CONSTRAINT document_embedding_document FOREIGN KEY (tenant_id, kind, id)
      REFERENCES catalog_document ON DELETE CASCADE
  );
  COMMENT ON COLUMN document_embedding.model IS 'what made the passages'' vectors; null: text changed';
  COMMENT ON COLUMN document_embedding.claimed_until IS 'a process computes until then, or waits';
  CREATE INDEX document_embedding_model_index ON document_embedding (model);

  -- A long document is several passages, which overlap.
  CREATE TABLE document_passage (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    id uuid NOT NULL,
    part integer NOT NULL,
    text text NOT NULL,
    model text NOT NULL,
    vector bytea NOT NULL,
    PRIMARY KEY (tenant_id, kind, id, part),
    CONSTRAINT document_passage_embedding FOREIGN KEY (tenant_id, kind, id)
      REFERENCES document_embedding ON DELETE CASCADE
  );
  COMMENT ON COLUMN document_passage.vector IS 'one signed byte a dimension, of any scale';
  -- Random bytes: trying to compress them takes time for nothing.
  ALTER TABLE document_passage ALTER vector SET STORAGE EXTERNAL;

  CREATE VIEW catalog_text AS
    SELECT tenant_id, 'knowledge' AS kind, id, title,
      concat_ws(E'\\n', content, nullif(array_to_string(keywords, ', '), '')) AS body
    FROM knowledge_entry
    UNION ALL SELECT tenant_id, 'service', id, title, description FROM service
    UNION ALL SELECT tenant_id, 'product', id, title, concat_ws(E'\\n', description,
      (SELECT string_agg(variant.title, ', ') FROM product_variant AS variant
       WHERE variant.tenant_id = product.tenant_id AND variant.product_id = product.id))
    FROM product;

  INSERT INTO document_embedding (tenant_id, kind, id, text_hash)
    SELECT tenant_id, kind, id, '' FROM catalog_document;
`;

/** Vectors of what can be searched, by passage, and which of them are out of date. */
export class Embeddings1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(schema + putDocument(outOfDate));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${putDocument('')}
      DROP VIEW catalog_text;
      DROP TABLE document_passage, document_embedding;
    `);
  }
}
