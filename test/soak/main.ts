import { startRedis } from '#local-servers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Churn } from './churn.js';
import { growth, sample, type Sample } from './growth.js';

const usage = 'npm run soak -- caching [--minutes=10]';
const samples = 20;

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '10' } },
  allowPositionals: true,
});
const minutes = Number(values.minutes);
if (positionals.join() !== 'caching' || !(minutes > 0)) {
  console.error(`Usage: ${usage}`);
  process.exit(2);
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** Churns between samples. @returns the samples, each taken after a collection, at rest */
const soak = async (churn: Churn): Promise<Sample[]> => {
  const taken: Sample[] = [];
  for (let turn = 0; turn < samples; turn++) {
    await churn.run((minutes * 60_000) / samples);
    const now = sample();
    taken.push(now);
    const { entries, bytes } = churn.memory;
    console.log(
      `${churn.operations} operations, ${churn.distinct} distinct keys; heap ${mebibytes(now.heap)} MiB, ` +
        `RSS ${mebibytes(now.rss)} MiB; in the cache ${entries} entries, ${mebibytes(bytes)} MiB`,
    );
  }
  return taken;
};

const dataDir = await mkdtemp(join(tmpdir(), 'tulia-soak-'));
const redis = await startRedis({ dataDir, durable: false });
try {
  await using churn = await Churn.start(redis.url);
  const { heap, rss } = growth(await soak(churn));
  for (const [name, { from, to, bound, passed }] of Object.entries({ heap, rss })) {
    const figures = `${mebibytes(from)} MiB, then ${mebibytes(to)} MiB (wanted ≤ ${mebibytes(bound)})`;
    console.log(`${passed ? 'PASS' : 'FAIL'}  ${name}: ${figures}`);
  }
  console.log(`${churn.wrong === 0 ? 'PASS' : 'FAIL'}  values of another key: ${churn.wrong}`);
  console.log(`${churn.errors === 0 ? 'PASS' : 'FAIL'}  unexpected errors: ${churn.errors}`);
  const passed = heap.passed && rss.passed && churn.wrong === 0 && churn.errors === 0;
  process.exitCode = passed ? 0 : 1;
} finally {
  await redis.stop();
  await rm(dataDir, { recursive: true });
}
process.exit();
