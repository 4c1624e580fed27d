import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Result {
  scenario: { name: string };
  verdict: Record<string, string[]>;
  acknowledged: number;
  openWork: number;
  complaints: string[];
  faults: Record<string, number>;
}

/** The smoke form of `npm run chaos`, as the command runs it. */
const smoke = async (): Promise<{ code: number; output: string; results: Result[] }> => {
  const directory = await mkdtemp(join(tmpdir(), 'tulia-smoke-'));
  const json = join(directory, 'chaos.json');
  try {
    const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
      const args = ['test/chaos/main.ts', '--plan=smoke', `--json=${json}`];
      execFile(process.execPath, args, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
      );
    });
    return { code, output, results: JSON.parse(await readFile(json, 'utf8')) as Result[] };
  } finally {
    await rm(directory, { recursive: true });
  }
};

describe('a short run of chaos', () => {
  it('loses, doubles and disorders nothing, and notices when a safeguard is missing', async () => {
    const { code, output, results } = await smoke();
    expect(results.flatMap(({ complaints }) => complaints)).toEqual([]);
    const [everything, ablated] = results;
    expect(everything).toMatchObject({
      acknowledged: 100,
      openWork: 0,
      verdict: { lost: [], doubled: [], ghosts: [], outOfOrder: [] },
    });
    expect(Object.keys(everything?.faults ?? {})).not.toEqual([]);
    expect(ablated?.verdict['doubled']).not.toEqual([]);
    expect(output).toContain('chaos: 2 of 2 scenarios as they should be');
    expect(code).toBe(0);
  }, 180_000);
});
