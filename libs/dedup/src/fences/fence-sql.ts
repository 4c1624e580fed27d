/**
 * For a migration of the application. One row for each resource ever fenced: rows stay, because a
 * token that starts over is no fence. Room on the page keeps the frequent updates in place.
 */
export const createFenceTableSql = `
  CREATE TABLE fence (
    resource text PRIMARY KEY,
    token bigint NOT NULL,
    owner text,
    acquired_at timestamptz,
    lease_until timestamptz
  ) WITH (fillfactor = 50)`;

export const dropFenceTableSql = 'DROP TABLE fence';

/**
 * One row while `$2` is the newest token of the resource `$1`, none after. In the transaction of a
 * write it keeps every newer holder waiting until that transaction ends.
 */
export const fenceGuardSql = `
  SELECT token::text FROM fence WHERE resource = $1 AND token = $2::bigint FOR SHARE`;

// Below: one statement each. Changes are wrapped in a SELECT because TypeORM answers a plain UPDATE
// with something else than its rows. `clock_timestamp()`, not `now()`: a statement may have waited
// for the row.

const until = (parameter: string): string =>
  `clock_timestamp() + ${parameter} * interval '1 millisecond'`;

/** `$1` resource, `$2` owner, `$3` TTL in ms. No row: another holds it. */
export const takeSql = `
  WITH taken AS (
    INSERT INTO fence (resource, token, owner, acquired_at, lease_until)
    VALUES ($1, 1, $2, clock_timestamp(), ${until('$3')})
    ON CONFLICT (resource) DO UPDATE SET
      token = fence.token + 1,
      owner = $2,
      acquired_at = clock_timestamp(),
      lease_until = ${until('$3')}
    WHERE fence.lease_until IS NULL OR fence.lease_until <= clock_timestamp()
    RETURNING token
  )
  SELECT token::text FROM taken`;

/** `$1` resource, `$2` token, `$3` TTL in ms. An expired lease that nobody took may be renewed. */
export const renewSql = `
  WITH renewed AS (
    UPDATE fence SET lease_until = ${until('$3')}
    WHERE resource = $1 AND token = $2::bigint AND lease_until IS NOT NULL
    RETURNING token
  )
  SELECT token::text FROM renewed`;

/** `$1` resource, `$2` token. */
export const releaseSql = `
  WITH released AS (
    UPDATE fence SET owner = NULL, acquired_at = NULL, lease_until = NULL
    WHERE resource = $1 AND token = $2::bigint AND lease_until IS NOT NULL
    RETURNING token
  )
  SELECT token::text FROM released`;

/** `$1` resource. */
export const bumpSql = `
  WITH bumped AS (
    INSERT INTO fence (resource, token) VALUES ($1, 1)
    ON CONFLICT (resource) DO UPDATE SET
      token = fence.token + 1, owner = NULL, acquired_at = NULL, lease_until = NULL
    RETURNING token
  )
  SELECT token::text FROM bumped`;

/** `$1` resource or NULL for all, `$2` limit. */
export const heldSql = `
  SELECT resource, token::text, coalesce(owner, '') AS owner,
    extract(epoch FROM acquired_at)::float8 * 1000 AS "acquiredAtMs",
    extract(epoch FROM lease_until - clock_timestamp())::float8 * 1000 AS "expiresInMs"
  FROM fence
  WHERE lease_until > clock_timestamp() AND ($1::text IS NULL OR resource = $1)
  ORDER BY lease_until DESC LIMIT $2`;
