import { type BoundProcess, type Exit } from './bound-process.js';

export interface LocalServer {
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server has ended, asked or not. */
  exited: Promise<Exit>;
  /** Resolves to `killed` when it did not end by itself in time. */
  stop(): Promise<'ended' | 'killed'>;
}

export interface LocalServerOptions {
  /** Made when missing. Everything the server writes stays in it and is found again by the next start. */
  dataDir: string;
  /** Where to look for a free port first. Default: any free port. */
  port?: number;
  /** Whether data must survive a crash of the machine; `false` is faster. Default `true`. */
  durable?: boolean;
  log?: (line: string) => void;
}

/** Collects what a server says while it starts, to tell why it did not. */
export class StartUp {
  private readonly lines: string[] = [];
  private ready: () => void = () => undefined;
  private readonly said = new Promise<void>((resolve) => (this.ready = resolve));

  constructor(
    private readonly readyLine: string,
    private readonly log: (line: string) => void = () => undefined,
  ) {}

  readonly onLine = (line: string): void => {
    this.log(line);
    this.lines.push(line);
    if (this.lines.length > 20) this.lines.shift();
    if (line.includes(this.readyLine)) this.ready();
  };

  /** Throws when the process ends before it has said its ready line. */
  async finished(name: string, process: BoundProcess): Promise<number> {
    const ended = await Promise.race([this.said, process.exited]);
    if (ended || process.pid === undefined) {
      throw new Error(`${name} did not start:\n${this.lines.join('\n')}`);
    }
    return process.pid;
  }
}
