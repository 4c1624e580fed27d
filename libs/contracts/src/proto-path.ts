import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A file of `libs/contracts/proto`, wherever this module runs from: the sources, the build, or a
 * production image.
 */
export const protoPath = (name: string): string => {
  const file = join('libs', 'contracts', 'proto', name);
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const path = join(folder, file);
    if (existsSync(path)) return path;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${file} is in no folder above ${import.meta.url}`);
    folder = parent;
  }
};
