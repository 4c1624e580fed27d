/**
 * How this library reaches PostgreSQL: runs one statement and returns its rows. With TypeORM
 * `(sql, parameters) => dataSource.query(sql, parameters)`.
 */
export type QuerySql = (
  sql: string,
  parameters: readonly unknown[],
) => Promise<readonly Record<string, unknown>[]>;
