import pg from 'pg';

/** Runs one statement on a connection of its own. */
export const query = async <Row extends object>(
  connectionString: string,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
};

/** The same server, another database. */
export const databaseUrl = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
};

/** The same database, reached through a link. */
export const through = (connectionUrl: string, port: number): string => {
  const url = new URL(connectionUrl);
  url.port = String(port);
  return url.href;
};
