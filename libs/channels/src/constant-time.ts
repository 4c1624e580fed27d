import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (value: string | Buffer): Buffer => createHash('sha256').update(value).digest();

/**
 * Whether both are the same, in a time that tells nothing of where they differ nor of how long the
 * secret one is: digests, which are equally long, are compared.
 */
export const equalInConstantTime = (given: string | Buffer, secret: string | Buffer): boolean =>
  timingSafeEqual(digest(given), digest(secret));
