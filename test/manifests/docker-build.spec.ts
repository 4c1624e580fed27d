import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { version } from './files.js';

const script = fileURLToPath(new URL('../../docker/build.sh', import.meta.url));

/** All that the script finds on its path: what a test puts here, and `sed`. */
let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'docker-build-'));
  const sed = execFileSync('/bin/sh', ['-c', 'command -v sed'], { encoding: 'utf8' }).trim();
  symlinkSync(sed, join(path, 'sed'));
});
afterEach(() => {
  rmSync(path, { recursive: true });
});

const megabyte = 1_000_000;

interface Builder {
  imageMegabytes: number;
  uid: number;
  daemon: boolean;
  pulls: boolean;
}

/** A command that answers like docker, of images that are as they are said to be. */
const install = (name: string, builder: Partial<Builder> = {}): void => {
  const { imageMegabytes, uid, daemon, pulls } = {
    imageMegabytes: 300,
    uid: 1000,
    daemon: true,
    pulls: true,
    ...builder,
  };
  const file = join(path, name);
  writeFileSync(
    file,
    `#!/bin/sh
    case "$*" in
      info) ${daemon ? 'exit 0' : 'exit 1'} ;;
      'image inspect node:'*) exit 1 ;;
      'pull '*) ${pulls ? 'exit 0' : 'exit 1'} ;;
      'build '*) echo "${name} $*" ;;
      *'{{.Size}} node:'*) echo ${100 * megabyte} ;;
      *'{{.Size}} tulia/'*) echo ${imageMegabytes * megabyte} ;;
      *getuid*) echo ${uid} ;;
      *sbom.json*) echo 321 ;;
      *) echo "not foreseen: $*" >&2; exit 9 ;;
    esac`,
  );
  chmodSync(file, 0o755);
};

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

const build = (...services: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { PATH: path };
    execFile('/bin/sh', [script, ...services], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

describe('docker/build.sh', () => {
  it('says that it does not build where nothing can', async () => {
    expect(await build()).toEqual({
      code: 0,
      stdout: 'not built here: neither docker (with its daemon) nor podman works\n',
      stderr: '',
    });
  });

  it('says so as well where the base image can be had from nowhere', async () => {
    install('docker', { pulls: false });
    const { code, stdout } = await build();
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^not built here: node:\S+ can be had from nowhere\n$/),
    ]);
  });

  it('builds all services, and says how large they are and what runs in them', async () => {
    install('docker');
    const { code, stdout } = await build();
    expect(code).toBe(0);
    for (const service of ['gateway', 'agent-worker', 'catalog-service', 'cli']) {
      expect(stdout).toContain(`--build-arg SERVICE=${service} -t tulia/${service}:${version} .`);
      expect(stdout).toMatch(
        new RegExp(`tulia/${service}:${version}: 200 MB .*, uid 1000, 321 components`),
      );
    }
  });

  it('takes podman where docker has no daemon', async () => {
    install('docker', { daemon: false });
    install('podman');
    const { code, stdout } = await build('gateway');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^podman build /)]);
  });

  it.each([
    ['one that is larger than the budget', { imageMegabytes: 351 }, /251 MB .*more than 250 MB/],
    ['one that runs as root', { uid: 0 }, /runs as uid 0, not as 1000/],
  ])('fails on an image that breaks its promise: %s', async (_, broken, message) => {
    install('docker', broken);
    const { code, stderr } = await build('gateway');
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });
});
