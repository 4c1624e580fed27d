import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Section } from './harness/report.js';

const file = 'test/bench/results/queries-quick.json';

/** Pages and plans; with so little data PostgreSQL may prefer another index, or a larger tree. */
describe('a quick benchmark of queries', () => {
  let plans: Section;

  beforeAll(async () => {
    await rm(file, { force: true });
    await promisify(execFile)(process.execPath, ['test/bench/run.js', 'queries', '--quick']);
    const { sections } = JSON.parse(await readFile(file, 'utf8')) as { sections: Section[] };
    [plans] = sections as [Section];
  }, 180_000);

  it('hears the plan of everything that is read and written', () => {
    expect(plans.rows.length).toBeGreaterThan(10);
    for (const { figures } of plans.rows) expect(figures['statements']).toBeGreaterThan(0);
  });

  it('finds nothing that goes through all of a tenant’s messages', () => {
    for (const { name, figures } of plans.rows) {
      expect({ name, allowed: (figures['pages, 40 tenants'] ?? Infinity) < 1000 }).toEqual({
        name,
        allowed: true,
      });
    }
  });

  it('takes four statements for a message', () => {
    const message = plans.rows.find(({ name }) => name === 'a message, answered and delivered');
    expect(message?.figures['statements']).toBe(4);
  });
});
