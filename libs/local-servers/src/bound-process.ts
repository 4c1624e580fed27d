import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { guard } from './guard.js';

export type Stream = 'stdout' | 'stderr';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface BoundProcessOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  onLine?: (line: string, stream: Stream) => void;
  /** Asks the process to end, gently. Default `SIGTERM`. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take to end before it is killed. Default 15,000 ms. */
  graceMs?: number;
}

/**
 * A child process that never outlives this one: should this process be killed, a guard stops it.
 * It has a session of its own, so that a Ctrl-C in the terminal reaches only the process that
 * started it, which can then stop things in order.
 */
export class BoundProcess {
  /** Resolves once it has ended and all its lines were read; never rejects. */
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private readonly dismissGuard: () => void;

  constructor(
    command: string,
    args: string[],
    private readonly options: BoundProcessOptions = {},
  ) {
    const { cwd, env, stopSignal = 'SIGTERM' } = options;
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    this.child = spawn(command, args, { cwd, env, stdio, detached: true });
    this.dismissGuard =
      this.child.pid === undefined ? () => undefined : guard(this.child.pid, stopSignal);
    this.exited = this.follow(command);
  }

  /** `undefined` when it could not be started at all. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return this.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.running) this.child.kill(signal);
  }

  /** Resolves to `killed` when it did not end by itself in time. */
  async stop(): Promise<'ended' | 'killed'> {
    const { stopSignal = 'SIGTERM', graceMs = 15_000 } = this.options;
    let outcome: 'ended' | 'killed' = 'ended';
    const timer = setTimeout(() => {
      outcome = 'killed';
      this.kill('SIGKILL');
    }, graceMs);
    this.kill(stopSignal);
    await this.exited;
    clearTimeout(timer);
    return outcome;
  }

  private follow(command: string): Promise<Exit> {
    const { onLine = () => undefined } = this.options;
    for (const stream of ['stdout', 'stderr'] as const) {
      const input = this.child[stream];
      if (input) createInterface({ input }).on('line', (line) => onLine(line, stream));
    }
    return new Promise((resolve) => {
      this.child.once('error', (error) => {
        onLine(`${command}: ${error.message}`, 'stderr');
        if (this.pid === undefined) resolve({ code: 127, signal: null });
      });
      this.child.once('close', (code, signal) => {
        this.dismissGuard();
        resolve({ code, signal });
      });
    });
  }
}
