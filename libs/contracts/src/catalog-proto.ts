import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const protoFile = join('libs', 'contracts', 'proto', 'catalog.proto');

/** The proto file, wherever this module runs from: the sources, the build, or a production image. */
export const catalogProtoPath = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const path = join(folder, protoFile);
    if (existsSync(path)) return path;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${protoFile} is in no folder above ${import.meta.url}`);
    folder = parent;
  }
};

/**
 * How both sides read the proto file. Numbers are safe: no int64 of ours exceeds 2^53. Defaults are
 * filled in because proto3 does not send them; `withoutNulls` then removes absent messages.
 */
export const catalogProtoOptions = { longs: Number, defaults: true, arrays: true, oneofs: false };
