import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Section } from './harness/report.js';

const file = 'test/bench/results/dedup-quick.json';

interface Report {
  machine: { node: string; versions: Record<string, string> };
  sections: (Section & { part: string })[];
}

const run = (args: readonly string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['test/bench/run.js', ...args]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.on('close', (code) => resolve({ code, output }));
  });

/** Structure and counts; how fast a machine is that runs tests says nothing. */
describe('a quick benchmark of dedup', () => {
  let output: string;
  let report: Report;
  const of = (part: string): Report['sections'] =>
    report.sections.filter((section) => section.part === part);

  beforeAll(async () => {
    await rm(file, { force: true });
    const ended = await run(['dedup', '--quick', '--part=leases,turns,webhooks']);
    output = ended.output;
    if (ended.code !== 0) throw new Error(output);
    report = JSON.parse(await readFile(file, 'utf8')) as Report;
  }, 180_000);

  it('lets every lock race, and only those on one key miss', () => {
    const [one, many, contended] = of('leases');
    for (const section of [one, many, contended]) expect(section?.rows).toHaveLength(8);
    for (const { figures } of [...(one?.rows ?? []), ...(many?.rows ?? [])]) {
      expect(figures['got it %']).toBe(100);
      expect(figures['per s']).toBeGreaterThan(0);
    }
    for (const { figures } of contended?.rows ?? []) expect(figures['got it %']).toBeLessThan(100);
  });

  it('counts the statements of a message', () => {
    const statements = of('turns')[0]?.rows.map(({ figures }) => figures['statements / message']);
    // Admit, begin, commit, record; besides them sweeps, and one look for more.
    expect(statements?.[0]).toBe(0);
    expect(statements?.[1]).toBeGreaterThanOrEqual(4);
    expect(statements?.[1]).toBeLessThan(7);
  });

  it('has all webhooks accepted, duplicates as well', () => {
    const rows = of('webhooks')[0]?.rows ?? [];
    expect(rows.map(({ figures }) => [figures['sent'], figures['refused']])).toEqual([
      [900, 0],
      [900, 0],
      [900, 0],
    ]);
  });

  it('judges its targets, and names the machine', () => {
    expect(report.sections.flatMap(({ targets }) => targets)).toHaveLength(6);
    expect(output).toMatch(/(PASS|FAIL) {2}time \/ bare redlock, 16 callers/);
    expect(report.machine.node).toBe(process.version);
    expect(report.machine.versions['redlock']).toBeDefined();
  });

  it('refuses a part or a benchmark that there is not', async () => {
    const { code, output: said } = await run(['dedup', '--part=cache']);
    expect(code).toBe(2);
    expect(said).toContain('leases,turns,webhooks,bursts');
    const other = await run(['dedupe']);
    expect([other.code, other.output]).toEqual([
      2,
      expect.stringContaining('There is no benchmark "dedupe"'),
    ]);
  });
});
