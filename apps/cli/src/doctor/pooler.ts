import pg from 'pg';

export type Pooler = 'none' | 'session' | 'transaction';

const attempts = 5;

const backendOf = async (client: pg.Client): Promise<number> => {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
};

/** The process the server named when the connection was opened; a pooler makes one up. */
const greetedBy = (client: pg.Client): number | null =>
  (client as pg.Client & { processID: number | null }).processID;

/**
 * What stands before a database, without asking the pooler's console, which few may: two clients that
 * are both connected are served by one process of PostgreSQL only where transactions are pooled. A
 * busy pool may look like `session`.
 */
export const poolerOf = async (databaseUrl: string): Promise<Pooler> => {
  const clients = [0, 1].map(
    () => new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2000 }),
  );
  const [first, second] = clients as [pg.Client, pg.Client];
  try {
    await first.connect();
    if ((await backendOf(first)) === greetedBy(first)) return 'none';
    await second.connect();
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if ((await backendOf(first)) === (await backendOf(second))) return 'transaction';
    }
    return 'session';
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
};
