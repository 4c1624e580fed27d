import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Section, type Target } from './harness/report.js';

const file = 'test/bench/results/caching-quick.json';

/** Counts; how fast a machine is that runs tests says nothing. */
describe('a quick benchmark of caching', () => {
  let targets: Target[];
  let sections: Section[];

  beforeAll(async () => {
    await rm(file, { force: true });
    await promisify(execFile)(process.execPath, ['test/bench/run.js', 'caching', '--quick']);
    ({ sections } = JSON.parse(await readFile(file, 'utf8')) as { sections: Section[] });
    targets = sections.flatMap((section) => section.targets);
  }, 300_000);

  it('judges every target', () => {
    const numbers = new Set(targets.map(({ name }) => /^\d+/.exec(name)?.[0]).filter(Boolean));
    expect([...numbers].map(Number).sort((one, other) => one - other)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });

  it('meets those that are counts', () => {
    const counts = targets.filter(({ wanted }) => wanted.startsWith('='));
    expect(counts.length).toBeGreaterThan(20);
    expect(counts.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('has ours beside each peer', () => {
    const names = sections[0]?.rows.map(({ name }) => name) ?? [];
    expect(names).toEqual(expect.arrayContaining(['ours', 'bentocache', 'layered-loader']));
  });
});
