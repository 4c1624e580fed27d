import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlreadyRunningError, enterHome } from './home.js';

describe('the directory kept between starts', () => {
  let dataDir: string;
  beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'tulia-home-'))));
  afterEach(() => rm(dataDir, { recursive: true }));

  const enter = (fresh = false): ReturnType<typeof enterHome> => enterHome(dataDir, { fresh });

  it('keeps the encryption key, for its owner only, until a fresh start', async () => {
    const { encryptionKeys } = await enter();
    expect(encryptionKeys).toMatch(/^k1:[A-Za-z0-9+/]{43}=$/);
    expect((await stat(join(dataDir, 'encryption-keys'))).mode & 0o777).toBe(0o600);
    expect((await enter()).encryptionKeys).toBe(encryptionKeys);
    expect((await enter(true)).encryptionKeys).not.toBe(encryptionKeys);
  });

  it('has room for one running suite', async () => {
    await writeFile(join(dataDir, 'launcher.pid'), String(process.ppid));
    await expect(enter()).rejects.toThrow(AlreadyRunningError);
  });

  it('is free again after a crash', async () => {
    await writeFile(join(dataDir, 'launcher.pid'), '999999999');
    await expect(enter()).resolves.toBeDefined();
  });

  it('keeps the demo keys of different databases apart', async () => {
    const { demoKeysFile } = await enter();
    const files = [undefined, 'postgres://a@h/one', 'postgres://b@h/one', 'postgres://a@h/two'].map(
      demoKeysFile,
    );
    expect(new Set(files).size).toBe(3);
  });
});
