import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The short form of `npm run eval -- answers`: one of the three shops, and what must hold of any
 * answer whatever its quality: nothing that no source supports, nothing unanswerable answered, no
 * wish for a person missed, nothing of another tenant or customer. It ends with 1 where that does not.
 */
test('the embedded agent says nothing that it may not', async () => {
  const only = ['test/eval/run.js', 'answers', '--only=harbour-cycles/'];
  const { stdout } = await promisify(execFile)(process.execPath, only);
  expect(stdout).toContain('What must hold, holds.');
}, 180_000);
