import { type ItemKind } from './item-kinds.js';

/** What a process holds of an import it works on; every write asks whether it still does. */
const leaseSeconds = 30;

/**
 * Takes the oldest import that waits, or whose process has gone. What has begun too often is left:
 * it would bring down one process after the other.
 */
export const claimStatement = `
  UPDATE import SET owner = $1, attempts = attempts + 1,
    lease_until = clock_timestamp() + interval '${leaseSeconds} seconds',
    state = CASE state WHEN 'queued' THEN 'reading' ELSE state END
  WHERE (tenant_id, id) = (
    SELECT tenant_id, id FROM import
    WHERE state IN ('queued', 'reading', 'applying')
      AND coalesce(lease_until, '-infinity') < clock_timestamp()
    ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING tenant_id AS "tenantId", id, kind, format, state, bytes::float8 AS bytes,
    rows_read AS "rowsRead", attempts`;

/** A sender that has gone leaves half a file behind. */
export const abandonStatement = `
  WITH abandoned AS (
    UPDATE import SET state = 'failed', finished_at = clock_timestamp(),
      failure = 'the file did not arrive whole: send it again'
    WHERE state = 'receiving' AND lease_until < clock_timestamp()
    RETURNING tenant_id, id)
  DELETE FROM import_chunk USING abandoned
  WHERE import_chunk.tenant_id = abandoned.tenant_id AND import_id = abandoned.id`;

/**
 * One batch of rows: those that hold ($3) are put aside, the others ($4) kept with their errors. An
 * external id that has come before is an error too. No row: the import is not ours any more.
 */
export const batchStatement = `
  WITH held AS (
    SELECT tenant_id, id FROM import
    WHERE tenant_id = $1 AND id = $2 AND owner = $5 AND state = 'reading' FOR UPDATE
  ), given AS (
    SELECT * FROM held CROSS JOIN jsonb_to_recordset($3::jsonb)
      AS given (number integer, "externalId" text, item jsonb, variants jsonb)
  ), staged AS (
    INSERT INTO import_row (tenant_id, import_id, number, external_id, item, variants)
    SELECT tenant_id, id, number, "externalId", item, variants FROM given ORDER BY number
    ON CONFLICT DO NOTHING
    RETURNING number
  ), refused AS (
    INSERT INTO import_error (tenant_id, import_id, number, errors)
    SELECT tenant_id, id, number, errors FROM held
      CROSS JOIN jsonb_to_recordset($4::jsonb) AS given (number integer, errors jsonb)
    UNION ALL
    SELECT tenant_id, id, number,
      '[{"field": "/externalId", "detail": "came in an earlier row already"}]'
    FROM given WHERE number NOT IN (SELECT number FROM staged)
    RETURNING number
  )
  UPDATE import SET rows_read = $6, bytes_read = $7,
    rows_invalid = rows_invalid + (SELECT count(*) FROM refused),
    lease_until = clock_timestamp() + interval '${leaseSeconds} seconds'
  FROM held WHERE import.tenant_id = held.tenant_id AND import.id = held.id
  RETURNING import.id`;

/** Items by external id: new ones are made, others become what their row says. */
export const upsertStatement = ({ table, columns }: ItemKind): string => `
  WITH applied AS (
    INSERT INTO ${table} (tenant_id, id, external_id, ${columns.join(', ')})
    SELECT $1, item.id, staged.external_id, ${columns.map((name) => `item.${name}`).join(', ')}
    FROM import_row AS staged CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, staged.item) AS item
    WHERE staged.tenant_id = $1 AND staged.import_id = $2
    ORDER BY staged.external_id
    ON CONFLICT (tenant_id, external_id) DO UPDATE
    SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}, updated_at = now()
    WHERE (${columns.map((name) => `${table}.${name}`).join(', ')})
      IS DISTINCT FROM (${columns.map((name) => `excluded.${name}`).join(', ')})
    RETURNING xmax = 0 AS created)
  SELECT count(*) FILTER (WHERE created)::int AS created FROM applied`;

/** Variants are a product's own: where they differ from what the row says they are made anew. */
export const dropVariantsStatement = `
  WITH wanted AS (
    SELECT product.id, coalesce(staged.variants, '[]') AS variants
    FROM import_row AS staged
    JOIN product ON product.tenant_id = staged.tenant_id AND product.external_id = staged.external_id
    WHERE staged.tenant_id = $1 AND staged.import_id = $2
  )
  DELETE FROM product_variant AS variant USING wanted
  WHERE variant.tenant_id = $1 AND variant.product_id = wanted.id
    AND wanted.variants IS DISTINCT FROM (
      SELECT jsonb_agg(jsonb_build_object('title', title, 'sku', sku, 'price_minor', price_minor,
        'stock', stock) ORDER BY position)
      FROM product_variant AS known WHERE known.tenant_id = $1 AND known.product_id = wanted.id)`;

export const putVariantsStatement = `
  INSERT INTO product_variant
    (tenant_id, id, product_id, position, title, sku, price_minor, stock)
  SELECT $1, gen_random_uuid(), product.id, place - 1, variant.title, variant.sku,
    variant.price_minor, variant.stock
  FROM import_row AS staged
  JOIN product ON product.tenant_id = staged.tenant_id AND product.external_id = staged.external_id
  CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(staged.variants)
    AS (title text, sku text, price_minor bigint, stock integer)) WITH ORDINALITY
    AS variant (title, sku, price_minor, stock, place)
  WHERE staged.tenant_id = $1 AND staged.import_id = $2 AND NOT EXISTS (
    SELECT FROM product_variant AS known
    WHERE known.tenant_id = $1 AND known.product_id = product.id)`;

/** In the transaction of the items: what is shown and that it is done become true at once. */
export const completeStatement = `
  WITH aside AS (
    DELETE FROM import_row WHERE tenant_id = $1 AND import_id = $2 RETURNING number
  ), chunks AS (
    DELETE FROM import_chunk WHERE tenant_id = $1 AND import_id = $2
  )
  UPDATE import SET state = 'completed', created = $3::integer, owner = NULL, lease_until = NULL,
    updated = (SELECT count(*) FROM aside) - $3::integer, finished_at = clock_timestamp()
  WHERE tenant_id = $1 AND id = $2`;

export const failStatement = `
  WITH aside AS (
    DELETE FROM import_row WHERE tenant_id = $1 AND import_id = $2
  ), chunks AS (
    DELETE FROM import_chunk WHERE tenant_id = $1 AND import_id = $2
  )
  UPDATE import SET state = 'failed', failure = $3, owner = NULL, lease_until = NULL,
    finished_at = clock_timestamp()
  WHERE tenant_id = $1 AND id = $2 AND owner = $4`;

/** Whether it is still ours; and that it is begun, for who asks how far it is. */
export const beginApplyStatement = `
  UPDATE import SET state = 'applying', bytes_read = bytes,
    lease_until = clock_timestamp() + interval '${leaseSeconds} seconds'
  WHERE tenant_id = $1 AND id = $2 AND owner = $3 AND state IN ('reading', 'applying')
  RETURNING id`;

/** Held until the transaction ends: nobody else takes the import while this is so. */
export const holdStatement = `
  SELECT pg_backend_pid() AS pid FROM import
  WHERE tenant_id = $1 AND id = $2 AND owner = $3 AND state = 'applying' FOR UPDATE`;

/** For another process, at once; what it has done so far stays. */
export const releaseStatement = `
  UPDATE import SET owner = NULL, lease_until = NULL
  WHERE tenant_id = $1 AND id = $2 AND owner = $3`;

export const chunkStatement = `
  SELECT bytes FROM import_chunk WHERE tenant_id = $1 AND import_id = $2 AND position = $3`;

/** A piece of the file; who still sends is given another minute. */
export const storeStatement = `
  WITH sent AS (
    UPDATE import SET lease_until = clock_timestamp() + interval '60 seconds'
    WHERE tenant_id = $1 AND id = $2 AND state = 'receiving' RETURNING tenant_id, id)
  INSERT INTO import_chunk (tenant_id, import_id, position, bytes)
  SELECT tenant_id, id, $3, $4 FROM sent`;

export const queueStatement = `
  UPDATE import SET state = 'queued', bytes = $3, lease_until = NULL
  WHERE tenant_id = $1 AND id = $2 AND state = 'receiving'`;
