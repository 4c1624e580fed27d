import { type Stream } from '#local-servers';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { say } from '../console.js';

const levelNames: Record<number, string> = { 40: 'warn', 50: 'error', 60: 'fatal' };

interface LogEntry {
  level: number;
  msg?: string;
  err?: { message?: string };
}

const parse = (line: string): LogEntry | undefined => {
  try {
    const entry = JSON.parse(line) as Partial<LogEntry> | null;
    return typeof entry?.level === 'number' ? (entry as LogEntry) : undefined;
  } catch {
    return undefined;
  }
};

/** What of a service's output belongs on the console: trouble, in a short form. */
export const onConsole = (line: string, stream: Stream): string | undefined => {
  const entry = parse(line);
  if (entry === undefined) return stream === 'stderr' ? line : undefined;
  const { level, msg, err } = entry;
  if (level < 40) return undefined;
  const words = [msg, err?.message].filter((text) => text !== undefined && text !== '');
  return [levelNames[level] ?? level, [...new Set(words)].join(': ')].join(' ').trimEnd();
};

/** The log file of one service. */
export class ServiceLog {
  private readonly file: WriteStream;

  constructor(
    directory: string,
    private readonly name: string,
  ) {
    mkdirSync(directory, { recursive: true });
    this.file = createWriteStream(join(directory, `${name}.log`));
  }

  readonly write = (line: string, stream: Stream = 'stdout'): void => {
    this.file.write(`${line}\n`);
    const short = onConsole(line, stream);
    if (short !== undefined) say(`[${this.name}] ${short}`);
  };
}
