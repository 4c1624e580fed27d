import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

/**
 * Where a run took place: figures of different machines are not comparable.
 * @param packages those compared, to be named with their versions
 */
export const machine = (packages: readonly string[]): Record<string, unknown> => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const versions: Record<string, string> = { ...dependencies, ...devDependencies };
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    versions: Object.fromEntries(packages.map((name) => [name, versions[name]])),
  };
};

/** Of the last minute: more than the benchmark itself needs means that others slowed it down. */
export const loadAverage = (): number => loadavg()[0] ?? 0;
