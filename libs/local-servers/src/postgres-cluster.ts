import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type PostgresUser } from './postgres-user.js';

export interface Cluster {
  directory: string;
  password: string;
}

export interface ClusterOptions {
  dataDir: string;
  initdb: string;
  user: PostgresUser;
  durable: boolean;
}

const unicodeLocale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';

const initialise = async (
  directory: string,
  passwordFile: string,
  { initdb, user, durable }: ClusterOptions,
): Promise<void> => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory, { mode: 0o700 });
  await writeFile(passwordFile, randomBytes(16).toString('hex'), { mode: 0o600 });
  if (user.ids !== undefined) {
    await chown(directory, user.ids.uid, user.ids.gid);
    await chown(passwordFile, user.ids.uid, user.ids.gid);
  }
  const access = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  // The locale decides what full-text and trigram search take for a letter.
  const text = ['--encoding=UTF8', `--locale=${unicodeLocale}`, '--lc-messages=C'];
  const sync = durable ? [] : ['--no-sync'];
  const [program, args] = user.command(initdb, ['-D', directory, ...access, ...text, ...sync]);
  await promisify(execFile)(program, args);
};

export const clusterIn = (dataDir: string): string => join(dataDir, 'cluster');

/** Finds the database cluster in `dataDir`, or makes one with UTF-8 text and its own password. */
export const ensureCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const directory = clusterIn(options.dataDir);
  const passwordFile = join(options.dataDir, 'password');
  if (!existsSync(directory)) {
    // Under another name until it is whole: it may be interrupted.
    const unfinished = join(options.dataDir, 'unfinished');
    await initialise(unfinished, passwordFile, options);
    await rename(unfinished, directory);
  }
  return { directory, password: await readFile(passwordFile, 'utf8') };
};
