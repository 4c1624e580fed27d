import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** A file's size and SHA-256. */
export interface Digest {
  bytes: number;
  sha256: string;
}

/** Passes everything on and sums it up. */
const digesting = (): { stream: Transform; digest: () => Digest } => {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, digest: () => ({ bytes, sha256: hash.digest('hex') }) };
};

const pathOf = (folder: string, table: string): string => join(folder, `${table}.copy.gz`);

/** Writes what a table holds, compressed, in bounded memory. */
export const writeTableFile = async (
  folder: string,
  table: string,
  rows: Readable,
): Promise<Digest> => {
  const { stream, digest } = digesting();
  const file = createWriteStream(pathOf(folder, table), { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(rows, createGzip(), stream, file);
  return digest();
};

/** @returns null where there is no such file */
export const digestOfTableFile = async (folder: string, table: string): Promise<Digest | null> => {
  const { stream, digest } = digesting();
  try {
    await pipeline(createReadStream(pathOf(folder, table)), stream, async (chunks) => {
      for await (const _ of chunks);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return digest();
};

export const readTableFile = (folder: string, table: string, into: Writable): Promise<void> =>
  pipeline(createReadStream(pathOf(folder, table)), createGunzip(), into);
