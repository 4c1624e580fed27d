import { fileURLToPath } from 'node:url';
import { BoundProcess } from '#local-servers';

/** What a process of the benchmark says on its own line once it has something to tell. */
const marker = 'bench: ';

/** Called in the process: hands a value to whoever started it. */
export const tell = (value: unknown): void => {
  console.log(`${marker}${JSON.stringify(value)}`);
};

/** A part of a benchmark in a process of its own, so that it does not share the event loop measured. */
export class BenchProcess implements AsyncDisposable {
  private readonly told: unknown[] = [];
  private readonly lines: string[] = [];
  private hear: () => void = () => undefined;
  private readonly process: BoundProcess;

  /** @param module URL of the compiled module */
  constructor(
    private readonly module: URL,
    args: readonly string[] = [],
  ) {
    const program = fileURLToPath(module);
    this.process = new BoundProcess(process.execPath, ['--enable-source-maps', program, ...args], {
      env: process.env,
      onLine: (line) => this.take(line),
    });
    void this.process.exited.then(() => this.hear());
  }

  /** The next value it tells. @throws with what it printed when it ends without */
  async next<Value>(): Promise<Value> {
    while (this.told.length === 0) {
      if (!this.process.running)
        throw new Error(`${this.module.pathname}:\n${this.lines.join('\n')}`);
      await new Promise<void>((resolve) => (this.hear = resolve));
    }
    return this.told.shift() as Value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.stop();
  }

  private take(line: string): void {
    if (line.startsWith(marker)) this.told.push(JSON.parse(line.slice(marker.length)));
    else this.lines.push(line);
    this.hear();
  }
}
