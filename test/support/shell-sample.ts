import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A shell that examples are pasted into; its `curl` is ours, so that any machine runs them. */
export class Shell implements AsyncDisposable {
  private constructor(private readonly bin: string) {}

  static async open(): Promise<Shell> {
    const bin = await mkdtemp(join(tmpdir(), 'tulia-shell-'));
    const curl = join(bin, 'curl');
    await copyFile(new URL('curl.mjs', import.meta.url), curl);
    await chmod(curl, 0o755);
    return new Shell(bin);
  }

  /** @returns what was printed @throws when the exit code is not 0, with what was printed */
  async paste(lines: string, variables: Record<string, string>): Promise<string> {
    const PATH = `${this.bin}:${process.env['PATH'] ?? ''}`;
    const { stdout } = await run('sh', ['-c', lines], { env: { ...variables, PATH } });
    return stdout;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.bin, { recursive: true });
  }
}
