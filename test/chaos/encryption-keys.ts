/** What seals the secrets of every shop here. */
export const encryptionKeys = `chaos:${Buffer.alloc(32, 7).toString('base64')}`;
