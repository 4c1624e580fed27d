import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type ModelEvent =
  | { event: 'listening'; port: number }
  | { event: 'called'; worker: number; failed: boolean }
  | { event: 'caught'; worker: number };

export type ModelCommand =
  /** A share of the calls takes `slowMs`: longer than a lease without a heartbeat. */
  | { command: 'configure'; seed: number; slowMs: number; slowShare: number }
  | { command: 'fail'; failing: boolean }
  | { command: 'catch-next-call'; armed: boolean };

/** The model's process. */
export class Model {
  /** Calls it did not fail itself: whatever comes of them was paid for. */
  calls = 0;
  failures = 0;
  /** A worker waits for its answer, as `catch-next-call` asked. */
  onCaught: (worker: number) => void = () => undefined;
  readonly port: number;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
    child.on('message', (event: ModelEvent) => this.hear(event));
  }

  static async start(): Promise<Model> {
    const child = fork(fileURLToPath(new URL('model-process.ts', import.meta.url)));
    const port = await new Promise<number>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the model ended with ${code}`)));
      child.once('message', (event: ModelEvent) => {
        if (event.event === 'listening') resolve(event.port);
      });
    });
    return new Model(child, port);
  }

  tell(command: ModelCommand): void {
    if (this.child.connected) this.child.send(command);
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  private hear(event: ModelEvent): void {
    if (event.event === 'called') {
      if (event.failed) this.failures++;
      else this.calls++;
    } else if (event.event === 'caught') this.onCaught(event.worker);
  }
}
