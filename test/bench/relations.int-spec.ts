import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Section } from './harness/report.js';

const file = 'test/bench/results/relations-quick.json';

/** Counts; how fast a machine is that runs tests says nothing. */
describe('a quick benchmark of relations', () => {
  let sections: Section[];

  beforeAll(async () => {
    await rm(file, { force: true });
    await promisify(execFile)(process.execPath, ['test/bench/run.js', 'relations', '--quick']);
    ({ sections } = JSON.parse(await readFile(file, 'utf8')) as { sections: Section[] });
  }, 180_000);

  it('counts statements, which for the loader do not grow with the roots', () => {
    const [one, twenty] = sections.map(({ rows }) =>
      Object.fromEntries(rows.map(({ name, figures }) => [name, figures['statements']])),
    );
    expect(one).toMatchObject({ 'lazy loading': 5, 'dataloader alone': 5, RelationLoader: 4 });
    expect(twenty).toMatchObject({ 'lazy loading': 81, 'dataloader alone': 5, RelationLoader: 4 });
  });

  it('counts rows, of which the loader has fewest sent', () => {
    for (const { rows } of sections) {
      const sent = rows.map(({ figures }) => figures['rows'] ?? 0);
      expect(rows.at(-1)?.name).toBe('RelationLoader');
      expect(sent.at(-1)).toBe(Math.min(...sent));
    }
  });
});
