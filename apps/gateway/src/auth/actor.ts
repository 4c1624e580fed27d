import { type Principal } from './principal.js';

/** How the audit names the holder of a key. */
export const actorOf = ({ keyId }: Principal): string => `key:${keyId}`;
