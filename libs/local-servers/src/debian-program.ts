import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const policyFile = '/usr/sbin/policy-rc.d';

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where a program is, if it is installed. */
export const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

/** Is there apt-get, and does it need nobody's consent? */
const canInstall = (): boolean => process.getuid?.() === 0 && onPath('apt-get') !== undefined;

/** Without starting the service that the package brings: only the program is wanted. */
const install = async (name: string): Promise<void> => {
  const ownPolicy = !existsSync(policyFile);
  if (ownPolicy) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): Promise<unknown> =>
    promisify(execFile)('apt-get', args, { env, maxBuffer: 64 * 1024 * 1024 });
  try {
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', name);
  } finally {
    if (ownPolicy) rmSync(policyFile, { force: true });
  }
};

/**
 * Installs a package of Debian's where that needs nobody's consent.
 *
 * @returns whether it was tried and did not fail
 */
export const installed = async (
  name: string,
  onInstall: (line: string) => void = () => undefined,
): Promise<boolean> => {
  if (!canInstall()) return false;
  onInstall(`Installing ${name} with apt-get …`);
  return install(name).then(
    () => true,
    (error: unknown) => {
      onInstall(String(error));
      return false;
    },
  );
};
