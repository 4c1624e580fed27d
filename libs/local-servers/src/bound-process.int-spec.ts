import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { BoundProcess } from './bound-process.js';

const running = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const node = (script: string, ...options: string[]): [program: string, args: string[]] => [
  process.execPath,
  [...options, '-e', script],
];

describe('BoundProcess', () => {
  it('hands over each line and how it ended', async () => {
    const lines: string[] = [];
    const [program, args] = node(
      'console.log("one\\ntwo"); console.error("three"); process.exit(4)',
    );
    const child = new BoundProcess(program, args, {
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });
    await expect(child.exited).resolves.toEqual({ code: 4, signal: null });
    expect(lines.sort()).toEqual(['stderr three', 'stdout one', 'stdout two']);
    expect(child.running).toBe(false);
  });

  it('tells when the program does not exist', async () => {
    const lines: string[] = [];
    const child = new BoundProcess('/no/such/program', [], { onLine: (line) => lines.push(line) });
    await expect(child.exited).resolves.toEqual({ code: 127, signal: null });
    expect(lines).toEqual([expect.stringContaining('ENOENT')]);
  });

  it('is killed when it does not end in time', async () => {
    let ready = (): void => undefined;
    const started = new Promise<void>((resolve) => (ready = resolve));
    const [program, args] = node(
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready")',
    );
    const child = new BoundProcess(program, args, { graceMs: 100, onLine: ready });
    await started;
    await expect(child.stop()).resolves.toBe('killed');
    await expect(child.exited).resolves.toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('does not outlive the process that started it, even if that one is killed', async () => {
    const [program, args] = node(
      `import { BoundProcess } from '#local-servers';
       console.log(new BoundProcess('sleep', ['1000']).pid);`,
      '--input-type=module',
    );
    const starter = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(starter.stdout, 'data')) as [Buffer];
    const pid = Number(output);
    expect(running(pid)).toBe(true);

    starter.kill('SIGKILL');
    while (running(pid)) await delay(20);
  });
});
