import { spawn } from 'node:child_process';

/**
 * `read` ends without a line only when the process that started the guard is gone, however it went.
 * Then: $1 process, $2 signal, $3 (optional) directory to remove.
 */
const script = `
read -r _ && exit 0
kill -s "$2" "$1"
tries=0
while kill -0 "$1" 2>/dev/null && [ $tries -lt 150 ]; do sleep 0.1; tries=$((tries + 1)); done
kill -s KILL "$1" 2>/dev/null
[ -z "$3" ] || rm -rf "$3"
`;

/**
 * Stops `pid` (and then removes `directory`) when this process ends without having dismissed the
 * guard, be it by SIGKILL. Returns the dismissal.
 */
export const guard = (pid: number, signal: NodeJS.Signals, directory = ''): (() => void) => {
  const args = ['-c', script, 'guard', String(pid), signal.replace('SIG', ''), directory];
  const shell = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => undefined); // Without a shell there is no guard, and nothing else is lost.
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return () => void shell.stdin.end('dismissed\n');
};
