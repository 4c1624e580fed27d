import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Thrown when a sealed secret cannot be opened: its key is gone or its bytes were changed. */
export class SecretBoxError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SecretBoxError';
  }
}

/**
 * Seals secrets for storage with AES-256-GCM. A sealed value is
 * `length of key name (1 byte) · key name · nonce (12) · tag (16) · ciphertext`, so that keys can
 * be rotated: put the new key first, keep the old ones until everything is sealed anew.
 */
export class SecretBox {
  private readonly keys: Map<string, Buffer>;
  private readonly sealingKey: string;

  /** @param keys `name:base64 of 32 bytes`; the first one seals, all of them open. */
  constructor(keys: readonly string[]) {
    this.keys = new Map(
      keys.map((key) => {
        const separator = key.indexOf(':');
        const bytes = Buffer.from(key.slice(separator + 1), 'base64');
        if (separator < 1 || bytes.length !== 32) {
          throw new SecretBoxError('An encryption key must be name:base64 of 32 bytes');
        }
        return [key.slice(0, separator), bytes];
      }),
    );
    const [first] = this.keys.keys();
    if (first === undefined) throw new SecretBoxError('At least one encryption key is needed');
    this.sealingKey = first;
  }

  seal(secret: string): Buffer {
    const name = Buffer.from(this.sealingKey);
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.key(this.sealingKey), nonce);
    // The key's name is authenticated too: a value cannot be passed off as another key's.
    cipher.setAAD(name);
    const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([
      Buffer.from([name.length]),
      name,
      nonce,
      cipher.getAuthTag(),
      ciphertext,
    ]);
  }

  /** @throws SecretBoxError */
  open(sealed: Buffer): string {
    const nameEnd = 1 + (sealed[0] ?? 0);
    const tagStart = nameEnd + nonceBytes;
    const textStart = tagStart + tagBytes;
    if (sealed.length < textStart) throw new SecretBoxError('The sealed secret is cut short');
    const name = sealed.subarray(1, nameEnd);
    const decipher = createDecipheriv(
      algorithm,
      this.key(name.toString()),
      sealed.subarray(nameEnd, tagStart),
      { authTagLength: tagBytes },
    );
    decipher.setAAD(name);
    decipher.setAuthTag(sealed.subarray(tagStart, textStart));
    try {
      return Buffer.concat([
        decipher.update(sealed.subarray(textStart)),
        decipher.final(),
      ]).toString();
    } catch (cause) {
      throw new SecretBoxError('The sealed secret was changed', { cause });
    }
  }

  /** Whether a value lies under the key that seals now, so that no older one is needed for it. */
  isCurrent(sealed: Buffer): boolean {
    return sealed.subarray(1, 1 + (sealed[0] ?? 0)).toString() === this.sealingKey;
  }

  private key(name: string): Buffer {
    const key = this.keys.get(name);
    if (key === undefined) throw new SecretBoxError(`There is no encryption key named ${name}`);
    return key;
  }
}
