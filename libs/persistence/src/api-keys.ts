import { createHash, randomBytes } from 'node:crypto';

const prefixLength = 12;

export interface NewApiKey {
  /** Shown to its owner once and kept nowhere. */
  key: string;
  prefix: string;
  hash: Buffer;
}

/** SHA-256 is enough: a key has 256 random bits, there is nothing to guess. */
export const hashApiKey = (key: string): Buffer => createHash('sha256').update(key).digest();

/** `tulia_` and 32 random bytes in base64url. */
export const createApiKey = (): NewApiKey => {
  const key = `tulia_${randomBytes(32).toString('base64url')}`;
  return { key, prefix: key.slice(0, prefixLength), hash: hashApiKey(key) };
};
