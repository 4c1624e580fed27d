import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface DemoAccess {
  tenantId: string;
  ownerKey: string;
  operatorKey: string;
  platformKey: string;
  channels: { webhook: { id: string; secret: string }; web_chat: { id: string } };
}

/** What one needs to use the running suite. */
export interface ReadyInfo {
  gatewayUrl: string;
  gatewayUrls: string[];
  databaseUrl: string;
  redisUrl: string;
  grpcUrl: string;
  pids: { gateway: number[]; agentWorker: number[]; catalogService: number[] };
  demo: DemoAccess;
}

/** Files that exist while the suite serves, and are never seen half written. */
export class ReadyFiles {
  private describe: (() => ReadyInfo) | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly paths: string[]) {}

  /** From now on the files exist, and say what `describe` says. */
  async publish(describe: () => ReadyInfo): Promise<void> {
    this.describe = describe;
    await this.refresh();
  }

  /** Writes them anew; nothing before they are published. */
  refresh(): Promise<void> {
    this.writing = this.writing.then(async () => {
      if (this.describe === undefined) return;
      const text = `${JSON.stringify(this.describe(), null, 2)}\n`;
      for (const path of this.paths) {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(`${path}.tmp`, text, { mode: 0o600 });
        await rename(`${path}.tmp`, path);
      }
    });
    return this.writing;
  }

  async remove(): Promise<void> {
    this.describe = undefined;
    await this.writing.catch(() => undefined);
    await Promise.all(this.paths.map((path) => rm(path, { force: true })));
  }
}
