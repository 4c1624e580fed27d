import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const workingDirectory = (pid: number): string | undefined => {
  if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`);
  const lsof = ['-a', '-p', String(pid), '-d', 'cwd', '-Fn'];
  return /^n(.*)$/m.exec(execFileSync('lsof', lsof, { encoding: 'utf8' }))?.[1];
};

/** Whether the process runs and has `directory` as its working directory. */
export const worksIn = (pid: number, directory: string): boolean => {
  try {
    return workingDirectory(pid) === realpathSync(directory);
  } catch {
    return false;
  }
};

/** The first line of a pid file, or undefined when there is no such file. */
export const readPid = (pidFile: string): number | undefined => {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Stops the server that an earlier, killed run left behind in `directory`. A process counts as
 * that server only when it works in the directory: process ids are reused.
 */
export const stopLeftover = async (
  pidFile: string,
  directory: string,
  signal: NodeJS.Signals,
): Promise<void> => {
  const pid = readPid(pidFile);
  if (pid === undefined || !worksIn(pid, directory)) return;
  for (const step of [signal, 'SIGKILL'] as const) {
    process.kill(pid, step);
    for (let waited = 0; waited < 10_000; waited += 50) {
      await delay(50);
      if (!worksIn(pid, directory)) return;
    }
  }
};
