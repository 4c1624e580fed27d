import { type ChannelConnection } from '../channel-adapter.js';

/** Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes. */
export const isSigningSecret = (secret: string): boolean => {
  const base64 = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1] ?? '';
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 && bytes.length >= 24 && bytes.length <= 64;
};

/** Newest first: all of them are believed, and all of them sign. */
export const activeSecrets = ({ secret }: Pick<ChannelConnection, 'secret'>): string[] =>
  secret === null ? [] : secret.split(' ');

/** The secrets of a `webhook` channel as they are sealed. */
export const joinSecrets = (secrets: readonly string[]): string => secrets.join(' ');
