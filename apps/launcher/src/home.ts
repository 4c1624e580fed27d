import { readPid, stopPostgresIn, stopRedisIn, worksIn } from '#local-servers';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface Home {
  postgresDir: string;
  redisDir: string;
  logDir: string;
  /** Compiled code, which lets the next start begin sooner. */
  compileCacheDir: string;
  readyFile: string;
  /** Where the keys of the demo shop in this database are kept. */
  demoKeysFile: (givenDatabaseUrl: string | undefined) => string;
  encryptionKeys: string;
  leave: () => Promise<void>;
}

export class AlreadyRunningError extends Error {}

const readIfThere = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Made once: what was encrypted with it must stay readable. */
const ensureEncryptionKeys = async (file: string): Promise<string> => {
  const kept = await readIfThere(file);
  if (kept !== undefined) return kept.trim();
  const made = `k1:${randomBytes(32).toString('base64')}`;
  await writeFile(file, `${made}\n`, { mode: 0o600 });
  return made;
};

const demoKeysFile = (directory: string, givenDatabaseUrl: string | undefined): string => {
  if (givenDatabaseUrl === undefined) return join(directory, 'demo.json');
  const { host, pathname } = new URL(givenDatabaseUrl);
  const name = createHash('sha256').update(`${host}${pathname}`).digest('hex').slice(0, 8);
  return join(directory, `demo-${name}.json`);
};

/**
 * The directory in which everything is kept between starts; one suite at a time lives in it.
 * @throws AlreadyRunningError
 */
export const enterHome = async (dataDir: string, { fresh }: { fresh: boolean }): Promise<Home> => {
  const directory = resolve(dataDir);
  const pidFile = join(directory, 'launcher.pid');
  const pid = readPid(pidFile);
  if (pid !== undefined && pid !== process.pid && worksIn(pid, process.cwd())) {
    throw new AlreadyRunningError(`Tulia is running already, as process ${pid}.`);
  }
  const [postgresDir, redisDir] = [join(directory, 'postgres'), join(directory, 'redis')];
  if (fresh) {
    await Promise.all([stopPostgresIn(postgresDir), stopRedisIn(redisDir)]);
    await rm(directory, { recursive: true, force: true });
  }
  await mkdir(directory, { recursive: true });
  await writeFile(pidFile, `${process.pid}\n`);
  return {
    postgresDir,
    redisDir,
    logDir: join(directory, 'logs'),
    compileCacheDir: join(directory, 'compile-cache'),
    readyFile: join(directory, 'ready.json'),
    demoKeysFile: (givenDatabaseUrl) => demoKeysFile(directory, givenDatabaseUrl),
    encryptionKeys: await ensureEncryptionKeys(join(directory, 'encryption-keys')),
    leave: () => rm(pidFile, { force: true }),
  };
};
