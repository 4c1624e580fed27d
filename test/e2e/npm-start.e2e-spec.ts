import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BoundProcess } from '#local-servers';
import { eventually } from '../support/eventually.js';
import { Receiver } from '../support/receiver.js';
import { signedRequest } from '../support/signed-webhook.js';
import { type DemoAccess } from '../support/suite.js';

interface ReadyFile {
  gatewayUrl: string;
  gatewayUrls: string[];
  pids: { gateway: number[]; agentWorker: number[]; catalogService: number[] };
  demo: DemoAccess;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('npm start', () => {
  let directory: string;
  let readyFile: string;
  let receiver: Receiver;
  let launcher: BoundProcess;
  const printed: string[] = [];

  const start = (...options: string[]): BoundProcess => {
    printed.length = 0;
    return new BoundProcess(
      process.execPath,
      [
        'apps/launcher/bootstrap.mjs',
        `--data-dir=${join(directory, 'data')}`,
        `--ready-file=${readyFile}`,
        ...options,
      ],
      { env: { PATH: process.env['PATH'], PORT: '0' }, onLine: (line) => printed.push(line) },
    );
  };

  const ready = (): Promise<ReadyFile> =>
    eventually(
      'the ready file',
      () => {
        if (!launcher.running) throw new Error(`it ended:\n${printed.join('\n')}`);
        return existsSync(readyFile)
          ? (JSON.parse(readFileSync(readyFile, 'utf8')) as ReadyFile)
          : undefined;
      },
      60_000,
    );

  const ask = async ({ gatewayUrl, demo }: ReadyFile, messageId: string): Promise<void> => {
    const { id, secret } = demo.channels.webhook;
    receiver.trust(secret);
    // A customer of its own: a killed worker holds its last conversation until its lease runs out.
    const message = { messageId, from: { id: messageId }, text: 'Are you open on Saturdays?' };
    const response = await fetch(`${gatewayUrl}/v1/webhooks/${id}`, signedRequest(secret, message));
    expect(response.status).toBe(202);
    await eventually(`an answer to ${messageId}`, () => receiver.answersTo(messageId)[0], 15_000);
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tulia-start-'));
    readyFile = join(directory, 'ready.json');
    receiver = await Receiver.listen();
    launcher = start(
      '--workers=2',
      '--catalogs=2',
      '--gateways=2',
      `--delivery-url=${receiver.url}`,
    );
    await ready();
  }, 90_000);
  afterAll(async () => {
    await launcher.stop();
    await receiver[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  }, 30_000);

  it('shows a customer’s question, its sourced answer and what it cost', async () => {
    const line = await eventually('the exchange', () =>
      printed.find((text) => text.includes('SQL statements')),
    );
    expect(printed.join('\n')).toContain('Asha asks:');
    expect(printed.join('\n')).toContain('Puncture Repair costs KES');
    expect(line).toMatch(/accepted .* ms · answered .* ms · \d+ SQL statements · cache \d+ hits/);
  });

  it('serves on as many replicas as asked for, and answers questions posted by hand', async () => {
    const info = await ready();
    expect(info.gatewayUrls).toHaveLength(2);
    expect(info.pids).toEqual({
      gateway: [expect.any(Number), expect.any(Number)],
      agentWorker: [expect.any(Number), expect.any(Number)],
      catalogService: [expect.any(Number), expect.any(Number)],
    });
    await ask(info, 'by-hand-1');
  }, 30_000);

  it('replaces a service that was killed, and says so in the ready file', async () => {
    const before = await ready();
    const [killed = 0] = before.pids.agentWorker;
    process.kill(killed, 'SIGKILL');
    const after = await eventually(
      'a new worker in the ready file',
      () => {
        if (!existsSync(readyFile)) return undefined;
        const info = JSON.parse(readFileSync(readyFile, 'utf8')) as ReadyFile;
        return info.pids.agentWorker.length === 2 && !info.pids.agentWorker.includes(killed)
          ? info
          : undefined;
      },
      30_000,
    );
    await ask(after, 'by-hand-2');
  }, 60_000);

  it('leaves no process behind on Ctrl-C, and keeps its data for the next start', async () => {
    const { pids, demo } = await ready();
    launcher.kill('SIGINT');
    expect(await launcher.exited).toEqual({ code: 0, signal: null });
    expect(Object.values(pids).flat().filter(isAlive)).toEqual([]);
    expect(existsSync(readyFile)).toBe(false);

    launcher = start('--no-demo', `--delivery-url=${receiver.url}`);
    const again = await ready();
    expect(again.demo).toEqual(demo);
    await ask(again, 'after-restart');
  }, 120_000);

  it('refuses an option it does not know in one line', async () => {
    const mistaken = new BoundProcess(process.execPath, [
      'apps/launcher/bootstrap.mjs',
      '--wrokers=2',
    ]);
    expect((await mistaken.exited).code).toBe(2);
  }, 30_000);
});
