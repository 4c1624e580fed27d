import { createHash } from 'node:crypto';

/**
 * SHA-256 in hex of what a text says rather than how it is written: Unicode forms, surrounding and
 * repeated white space make no difference. Absent and empty parts differ, and so do parts that only
 * read the same when joined: `['ab', 'c']` is not `['a', 'bc']`.
 */
export const fingerprint = (parts: readonly (string | undefined)[]): string =>
  digest(parts.map((part) => part?.normalize('NFC').trim().replace(/\s+/gu, ' ')));

/** SHA-256 in hex of the parts exactly as they are. */
export function digest(parts: readonly (string | undefined)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    // The length in front keeps the border between two parts where it is.
    hash.update(part === undefined ? '-;' : `${Buffer.byteLength(part)};`);
    hash.update(part ?? '');
  }
  return hash.digest('hex');
}
