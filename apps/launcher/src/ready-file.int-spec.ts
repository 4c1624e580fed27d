import { expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadyFiles, type ReadyInfo } from './ready-file.js';

const info: ReadyInfo = {
  gatewayUrl: 'http://127.0.0.1:3000',
  gatewayUrls: ['http://127.0.0.1:3000'],
  databaseUrl: 'postgres://127.0.0.1/tulia',
  redisUrl: 'redis://127.0.0.1',
  grpcUrl: '127.0.0.1:50051',
  pids: { gateway: [1], agentWorker: [2], catalogService: [3] },
  demo: {
    tenantId: 't',
    ownerKey: 'o',
    operatorKey: 'p',
    platformKey: 'q',
    channels: { webhook: { id: 'w', secret: 's' }, web_chat: { id: 'c' } },
  },
};

it('ready files hold the latest state, for their owner only, until they are removed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tulia-ready-'));
  try {
    const path = join(directory, 'ready.json');
    const files = new ReadyFiles([path, join(directory, 'other.json')]);
    let current = info;
    await files.refresh();
    expect(await readdir(directory)).toEqual([]);

    await files.publish(() => current);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(info);
    expect((await stat(path)).mode & 0o777).toBe(0o600);

    current = { ...info, pids: { ...info.pids, gateway: [4] } };
    await files.refresh();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(current);

    await files.remove();
    await files.refresh();
    expect(await readdir(directory)).toEqual([]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
