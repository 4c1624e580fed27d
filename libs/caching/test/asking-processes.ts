import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the callers of a process got, and how often it ran its loader. */
export interface Answer {
  values: string[];
  loads: number;
}

type Message = { ready: true } | { loading: true } | Answer;

/** A process with a cache of its own, compiled and alone as in production. */
export class AskingProcess implements Disposable {
  private constructor(private readonly child: ChildProcess) {}

  static async start(redisUrl: string, prefix: string, leaseMs = 5000): Promise<AskingProcess> {
    const file = fileURLToPath(new URL('asking-process.mjs', import.meta.url));
    // Without what Jest passes to node: the child takes the compiled library.
    const child = fork(file, [redisUrl, prefix, String(leaseMs)], { execArgv: [] });
    const asking = new AskingProcess(child);
    await asking.#hear((message) => 'ready' in message);
    return asking;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Asks `callers` times at once, with a loader that takes `loadMs`. */
  async ask(callers: number, loadMs: number): Promise<Answer> {
    const answer = this.#hear((message) => 'values' in message);
    this.child.send({ callers, loadMs });
    return (await answer) as Answer;
  }

  /** Asks once, is killed while it loads, and never answers. */
  async dieLoading(): Promise<void> {
    const loading = this.#hear((message) => 'loading' in message);
    this.child.send({ callers: 1, loadMs: 60_000 });
    await loading;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  [Symbol.dispose](): void {
    this.child.kill('SIGKILL');
  }

  #hear(wanted: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the asking process ended'));
      this.child.once('exit', ended);
      this.child.on('message', (message: Message) => {
        if (!wanted(message)) return;
        this.child.off('exit', ended);
        resolve(message);
      });
    });
  }
}
