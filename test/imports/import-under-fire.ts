import { setTimeout as pause } from 'node:timers/promises';
import { type Service, Suite } from '../support/suite.js';

export interface ImportResult {
  megabytes: number;
  receivedMs: number;
  /** Rows that were aside when the gateway was killed. */
  rowsAtKill: number;
  /** From the end of the dead gateway's lease to the end of the import. */
  resumedMs: number;
  created: number;
  /** Different shares of the file that were reported as read. */
  progressSteps: number;
  /** Of looks into the catalog: neither none of the items, nor all. */
  halfSeen: number;
  /** Resident memory, in MB: the most that was seen less what it was before. */
  receiverGrowth: number;
  workerGrowth: number;
}

interface Import {
  id: string;
  state: string;
  progress: number;
  rowsRead: number;
  created: number | null;
}

const megabyte = 1024 * 1024;

const residentBytes = async ({ url }: Service): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const bytes = Number(/^tulia_process_resident_memory_bytes\S* (\S+)/m.exec(text)?.[1]);
  if (!(bytes > 0)) throw new Error(`${url}/metrics does not tell the resident memory`);
  return bytes;
};

/** The most memory a process has been seen with, until it is closed or dead. */
class MemoryWatch {
  most = 0;
  private watching = true;
  private readonly done: Promise<void>;

  constructor(
    private readonly service: Service,
    readonly before: number,
  ) {
    this.done = this.watch();
  }

  /** @returns the growth in MB */
  async end(): Promise<number> {
    this.watching = false;
    await this.done;
    return Math.round((this.most - this.before) / megabyte);
  }

  private async watch(): Promise<void> {
    while (this.watching) {
      this.most = Math.max(this.most, await residentBytes(this.service).catch(() => 0));
      await pause(100);
    }
  }
}

const csvOf = (rows: number): string => {
  const header = 'externalId,title,description,price.amountMinor,price.currency,stock';
  const line = (index: number): string =>
    `sku-${index},"Plant ${index}, potted","Grown outdoors in bed ${index % 977}; water weekly.",` +
    `${100 + index},KES,${index % 50}`;
  return [header, ...Array.from({ length: rows }, (_, index) => line(index))].join('\n');
};

/** One shop's way of importing, over the API of any gateway. */
class Importer {
  constructor(private readonly suite: Suite) {}

  async send(file: string): Promise<string> {
    const response = await fetch(`${this.suite.gatewayUrl}/v1/products/import`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.suite.demo.ownerKey}`,
        'content-type': 'text/csv',
      },
      body: file,
    });
    if (response.status !== 202) throw new Error(`import: ${response.status}`);
    return ((await response.json()) as Import).id;
  }

  look(id: string): Promise<Import> {
    return this.suite.get<Import>(`/v1/imports/${id}`);
  }

  async until(
    id: string,
    is: (seen: Import) => boolean,
    each?: () => Promise<void>,
  ): Promise<Import> {
    for (;;) {
      const seen = await this.look(id);
      if (seen.state === 'failed') throw new Error(`the import failed: ${JSON.stringify(seen)}`);
      await each?.();
      if (is(seen)) return seen;
      await pause(50);
    }
  }
}

const importedItems = async ({ database, demo }: Suite): Promise<number> => {
  const [row] = await database.query<{ count: number }[]>(
    `SELECT count(*)::int FROM product WHERE tenant_id = $1 AND external_id LIKE 'sku-%'`,
    [demo.tenantId],
  );
  return row?.count ?? -1;
};

/** Brings pools, code and heap to where they are in a gateway that has run for a while. */
const warmUp = async (suite: Suite, gateways: readonly Service[]): Promise<void> => {
  const importer = new Importer(suite);
  for (const { url } of gateways) {
    suite.gatewayUrl = url;
    const file = csvOf(2000).replaceAll('sku-', 'warm-');
    await importer.until(await importer.send(file), ({ state }) => state === 'completed');
  }
};

/**
 * Imports products into a suite of two gateways; the one that has received the file and begun to
 * read it is killed, the other one has to complete it.
 */
export const importUnderFire = async (rows: number): Promise<ImportResult> => {
  await using suite = await Suite.start({}, { gateways: 2 });
  const [receiver, worker] = suite.of('gateway');
  if (receiver === undefined || worker === undefined) throw new Error('there are no two gateways');
  await warmUp(suite, [worker, receiver]);
  const importer = new Importer(suite);
  const file = csvOf(rows);
  const received = new MemoryWatch(receiver, await residentBytes(receiver));
  const worked = new MemoryWatch(worker, await residentBytes(worker));

  const sentAt = performance.now();
  const id = await importer.send(file);
  const receivedMs = Math.round(performance.now() - sentAt);
  suite.gatewayUrl = worker.url;
  const progress = new Set<number>();
  const { rowsRead: rowsAtKill } = await importer.until(id, (seen) => {
    progress.add(seen.progress);
    return seen.rowsRead > rows / 3;
  });
  const receiverGrowth = await received.end();
  receiver.process.kill('SIGKILL');

  let halfSeen = 0;
  const look = async (): Promise<void> => {
    const count = await importedItems(suite);
    if (count !== 0 && count !== rows) halfSeen += 1;
  };
  let resumedAt: number | undefined;
  const done = await importer.until(
    id,
    (seen) => {
      progress.add(seen.progress);
      if (seen.rowsRead > rowsAtKill + 500) resumedAt ??= performance.now();
      return seen.state === 'completed';
    },
    look,
  );
  const resumedMs = Math.round(performance.now() - (resumedAt ?? Number.NaN));
  const workerGrowth = await worked.end();
  return {
    megabytes: Math.round(file.length / megabyte),
    ...{ receivedMs, rowsAtKill, resumedMs },
    created: done.created ?? 0,
    progressSteps: progress.size,
    ...{ halfSeen, receiverGrowth, workerGrowth },
  };
};
