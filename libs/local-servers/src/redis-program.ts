import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const advice =
  'Redis is missing: install redis-server or valkey-server (Debian, Ubuntu: `apt-get install ' +
  'redis-server`; macOS: `brew install redis`), or set REDIS_URL.';
const policyFile = '/usr/sbin/policy-rc.d';

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

/** Without starting the system's own Redis service: only the program is wanted. */
const installWithApt = async (): Promise<void> => {
  const ownPolicy = !existsSync(policyFile);
  if (ownPolicy) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): Promise<unknown> =>
    promisify(execFile)('apt-get', args, { env, maxBuffer: 64 * 1024 * 1024 });
  try {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', 'redis-server');
  } catch (cause) {
    throw new Error(advice, { cause });
  } finally {
    if (ownPolicy) rmSync(policyFile, { force: true });
  }
};

/** The Redis or Valkey of this machine, installed where that needs nobody's consent. */
export const redisProgram = async (onInstall?: (line: string) => void): Promise<string> => {
  const found = onPath('redis-server') ?? onPath('valkey-server');
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    onInstall?.('Redis is missing: installing redis-server with apt-get …');
    await installWithApt();
  }
  const installed = onPath('redis-server');
  if (installed === undefined) throw new Error(advice);
  return installed;
};
