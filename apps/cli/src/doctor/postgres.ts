import { type Environment } from '#config';
import { createDataSource } from '#persistence';
import { type DataSource } from 'typeorm';
import { migrationName, pendingMigrations } from '../schema/migration-plan.js';
import { clockFinding } from './clock.js';
import { type Finding, ok, reason, warning, wrong } from './finding.js';
import { poolerOf } from './pooler.js';

const testedVersion = 18;

const versionFinding = async (name: string, database: DataSource): Promise<Finding> => {
  const [row] = await database.query<{ number: number; version: string }[]>(
    `SELECT current_setting('server_version_num')::int AS number,
       current_setting('server_version') AS version`,
  );
  const found = `PostgreSQL ${row?.version}`;
  return Math.floor((row?.number ?? 0) / 10_000) >= testedVersion
    ? ok(name, found)
    : warning(name, found, `Tulia is tested with PostgreSQL ${testedVersion}: upgrade.`);
};

const clockOf = async (name: string, database: DataSource): Promise<Finding> => {
  const askedMs = Date.now();
  const [row] = await database.query<{ ms: number }[]>(
    'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms',
  );
  return clockFinding(name, { serverMs: row?.ms ?? 0, askedMs, answeredMs: Date.now() });
};

const migrationFinding = async (database: DataSource): Promise<Finding> => {
  const pending = (await pendingMigrations(database)).map(migrationName);
  if (pending.length === 0) return ok('migrations', 'all of this version are applied');
  return wrong(
    'migrations',
    `missing: ${pending.join(', ')}`,
    'See `migrate up --plan`, then run `migrate up`.',
  );
};

/** Opens one server, has it looked at, and lets go of it; one that is away is a finding as well. */
const examine = async (
  name: string,
  databaseUrl: string,
  look: (database: DataSource) => Promise<Finding[]>,
): Promise<Finding[]> => {
  // Nothing is set as the connection is opened: PgBouncer refuses what it does not know.
  const database = createDataSource({ databaseUrl, applicationName: 'doctor', pooled: true });
  try {
    await database.initialize();
    return [
      await versionFinding(name, database),
      await clockOf(name, database),
      ...(await look(database)),
    ];
  } catch (error) {
    const { host } = new URL(databaseUrl);
    const mend = `Check that ${name} names a running PostgreSQL, its password, and the way to ${host}.`;
    return [wrong(name, reason(error), mend)];
  } finally {
    if (database.isInitialized) await database.destroy();
  }
};

const prepareFinding = (environment: Environment): Finding =>
  environment.DATABASE_PREPARE
    ? wrong(
        'DATABASE_PREPARE',
        'true behind a transaction pooler: prepared statements are on other connections',
        'Set DATABASE_PREPARE=false.',
      )
    : ok('DATABASE_PREPARE', 'false, as behind a transaction pooler');

const directFinding = (environment: Environment): Finding =>
  environment.DATABASE_DIRECT_URL === undefined
    ? wrong(
        'DATABASE_DIRECT_URL',
        'not set behind a transaction pooler: LISTEN and locks of sessions are lost',
        'Set DATABASE_DIRECT_URL to PostgreSQL itself, past the pooler.',
      )
    : ok('DATABASE_DIRECT_URL', 'set, as behind a transaction pooler');

const poolerFindings = async (environment: Environment): Promise<Finding[]> => {
  const pooler = await poolerOf(environment.DATABASE_URL);
  if (pooler === 'none') return [ok('pooler', 'none before DATABASE_URL')];
  if (pooler === 'session') return [ok('pooler', 'in session mode, as far as can be seen')];
  return [
    ok('pooler', 'in transaction mode'),
    prepareFinding(environment),
    directFinding(environment),
  ];
};

const directLook = async (databaseUrl: string): Promise<Finding[]> =>
  (await poolerOf(databaseUrl)) === 'transaction'
    ? [
        wrong(
          'DATABASE_DIRECT_URL',
          'leads through a transaction pooler: LISTEN and locks of sessions are lost',
          'Let it name PostgreSQL itself.',
        ),
      ]
    : [];

/** DATABASE_URL, with its schema and pooler, and what else of PostgreSQL is configured. */
export const postgresFindings = async (environment: Environment): Promise<Finding[]> => {
  const { DATABASE_URL, DATABASE_DIRECT_URL, DATABASE_READ_URL } = environment;
  const findings = await examine('DATABASE_URL', DATABASE_URL, async (database) => [
    await migrationFinding(database),
    ...(await poolerFindings(environment)),
  ]);
  if (DATABASE_DIRECT_URL !== undefined) {
    const look = (): Promise<Finding[]> => directLook(DATABASE_DIRECT_URL);
    findings.push(...(await examine('DATABASE_DIRECT_URL', DATABASE_DIRECT_URL, look)));
  }
  if (DATABASE_READ_URL !== undefined) {
    findings.push(
      ...(await examine('DATABASE_READ_URL', DATABASE_READ_URL, () => Promise.resolve([]))),
    );
  }
  return findings;
};
