import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const run = promisify(execFile);

/** Seconds tell nothing of growth; that every kind of churn runs and answers right they do. */
describe('a short soak of the cache', () => {
  it('churns through new keys, with no wrong answer and no error', async () => {
    const args = ['test/soak/run.js', 'caching', '--minutes=0.1'];
    const { stdout } = await run(process.execPath, args).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toContain('PASS  values of another key: 0');
    expect(stdout).toContain('PASS  unexpected errors: 0');
    expect(stdout).toMatch(/(PASS|FAIL) {2}heap: /);
    const distinct = [...stdout.matchAll(/(\d+) distinct keys/g)].map(([, count]) => Number(count));
    expect(distinct).toHaveLength(20);
    expect(distinct.at(-1)).toBeGreaterThan(distinct[0] ?? 0);
  }, 180_000);
});
