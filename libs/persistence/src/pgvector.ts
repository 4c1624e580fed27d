import { type DataSource } from 'typeorm';

/** What pgvector had before: `halfvec`, and scans that go on where a filter leaves too little. */
const oldestVersion = [0, 8];
/** Up to so many passages of a tenant all are compared: exact, and no slower than an index. */
const mostCompared = 5_000;
/** How many an index looks at before it goes on for want of enough of this tenant's. */
const candidates = 200;

/**
 * The column is generated from the bytes, which stay the truth: no write names it, and a backup leaves
 * it out. `halfvec` holds a signed byte exactly and takes half of what `vector` does.
 */
const column = `
  CREATE OR REPLACE FUNCTION passage_vector(bytes bytea) RETURNS halfvec
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT array_agg((get_byte(bytes, place) + 128) % 256 - 128 ORDER BY place)::real[]::halfvec
            FROM generate_series(0, length(bytes) - 1) AS place);
  ALTER TABLE document_passage ADD COLUMN IF NOT EXISTS
    embedding halfvec GENERATED ALWAYS AS (passage_vector(vector)) STORED;`;

const where = `
      WHERE passage.tenant_id = $1 AND passage.model = $2 AND document.active
        AND length(passage.vector) = vector_dims($3)
        AND ($4 IS NULL OR document.kind = ANY ($4))
        AND ($5 IS NULL OR document.language = ANY ($5))`;

const from = `
      FROM document_passage AS passage
        JOIN catalog_document AS document USING (tenant_id, kind, id)`;

/** Text of its own for each dimension, as the index is of one; with a few passages of one document to spare. */
const byIndex = `
      SELECT best.* FROM (
        SELECT DISTINCT ON (near.id) near.* FROM (
          SELECT passage.kind, passage.id, passage.part,
            (passage.embedding::halfvec(%1$s) <=> $3::halfvec(%1$s))::float8 AS distance
          ${from}${where} AND length(passage.vector) = %1$s
          ORDER BY passage.embedding::halfvec(%1$s) <=> $3::halfvec(%1$s) LIMIT $6 * 4
        ) AS near ORDER BY near.id, near.distance, near.part
      ) AS best ORDER BY best.distance, best.id LIMIT $6`;

const search = `
  CREATE OR REPLACE FUNCTION nearest_passages(
    tenant uuid, model text, question halfvec, kinds text[], languages text[], most integer)
    RETURNS TABLE (kind text, id uuid, part integer, distance float8)
    LANGUAGE plpgsql STABLE
    SET hnsw.iterative_scan = 'relaxed_order' SET hnsw.ef_search = ${candidates} AS $nearest$
  #variable_conflict use_column
  BEGIN
    IF (SELECT count(*) FROM (
          SELECT FROM document_passage WHERE tenant_id = $1 LIMIT ${mostCompared + 1}) AS counted)
        <= ${mostCompared} THEN
      RETURN QUERY SELECT best.* FROM (
        SELECT DISTINCT ON (passage.id) passage.kind, passage.id, passage.part,
          (passage.embedding <=> $3)::float8 AS distance
        ${from}${where}
        ORDER BY passage.id, distance, passage.part
      ) AS best ORDER BY best.distance, best.id LIMIT $6;
    ELSE
      RETURN QUERY EXECUTE format($index$${byIndex}$index$, vector_dims($3))
        USING $1, $2, $3, $4, $5, $6;
    END IF;
  END $nearest$`;

const index = (dimensions: number): string => `
  CREATE INDEX IF NOT EXISTS document_passage_nearest_${dimensions} ON document_passage
    USING hnsw ((embedding::halfvec(${dimensions})) halfvec_cosine_ops)
    WHERE length(vector) = ${dimensions}`;

const findExtension = async (database: DataSource): Promise<string | undefined> => {
  const [row] = await database.query<{ version: string }[]>(
    `SELECT extversion AS version FROM pg_extension WHERE extname = 'vector'`,
  );
  return row?.version;
};

const isOlder = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestVersion;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
};

/** What keeps this database from the extension, and what to do; undefined: nothing. */
const extensionProblem = async (database: DataSource): Promise<string | undefined> => {
  const version = await findExtension(database);
  if (version === undefined) {
    return 'the database has no extension "vector": install pgvector on its server, and as one who may, run CREATE EXTENSION vector';
  }
  if (!isOlder(version)) return undefined;
  return `pgvector is ${version}, and ${oldestVersion.join('.')} is needed: install it, and run ALTER EXTENSION vector UPDATE`;
};

/** What keeps a search from asking pgvector, and what to do; undefined: nothing. */
export const pgvectorProblem = async (database: DataSource): Promise<string | undefined> => {
  const problem = await extensionProblem(database);
  if (problem !== undefined) return problem;
  const [made] = await database.query<{ made: boolean }[]>(
    `SELECT to_regproc('nearest_passages') IS NOT NULL AS made`,
  );
  return made?.made === true
    ? undefined
    : 'its passages have not been made ready: run `npm run cli -- search enable-pgvector`';
};

/**
 * Makes passages ready to be searched by pgvector: again, where it was done before, for vectors of
 * other dimensions. No migration, as most databases have no pgvector: it is for who asks for it.
 * @returns the dimensions there is an index for
 * @throws Error that says what to do where the extension is missing
 */
export const enablePgvector = async (database: DataSource): Promise<number[]> => {
  const problem = await extensionProblem(database);
  if (problem !== undefined) throw new Error(`pgvector cannot be enabled: ${problem}`);
  await database.query(column);
  const found = await database.query<{ dimensions: number }[]>(
    'SELECT DISTINCT length(vector) AS dimensions FROM document_passage ORDER BY 1',
  );
  const dimensions = found.map((row) => row.dimensions);
  for (const each of dimensions) await database.query(index(each));
  await database.query(search);
  return dimensions;
};
